package dev.etcetera.e2e.mixed;

import dev.etcetera.e2e.framework.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks a member's peer port as another member would and writes down the answers in a form that two members' can be compared in.
 *
 * @param clusterHex the cluster's id
 * @param removedHex the id of a member that was removed
 */
record PeerPort(String clusterHex, String removedHex) {
    private static final List<String> HEADERS =
            List.of("allow", "content-type", "x-content-type-options", "x-etcd-cluster-id", "x-server-version");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private record Question(String method, String path, Map<String, String> headers, String hexBody) {
        Question with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Question(method, path, more, hexBody);
        }

        Question without(String name) {
            Map<String, String> fewer = new LinkedHashMap<>(headers);
            fewer.remove(name);
            return new Question(method, path, fewer, hexBody);
        }

        @Override
        public String toString() {
            return method + " " + path + " " + headers + " " + hexBody;
        }
    }

    /** Every question with its answer; ids and the time that differ from member to member are masked. */
    Map<String, String> answers(Member member) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Question question : questions()) {
            answers.put(question.toString(), answer(member, question));
        }
        return answers;
    }

    private List<Question> questions() {
        List<Question> all = new ArrayList<>();
        for (String path : List.of("/members", "/version", "/downgrade/enabled", "/raft/probing")) {
            all.add(question("GET", path, ""));
        }
        for (String path : List.of("/members", "/downgrade/enabled", "/members/hashkv", "/raft/stream/message/1")) {
            all.add(question("POST", path, ""));
        }
        for (String path : List.of("/raft", "/members/promote/1", "/nothing", "/")) {
            all.add(question("GET", path, ""));
        }
        all.add(question("POST", "/members/promote/1", ""));
        all.add(question("POST", "/members/promote/x", ""));
        all.addAll(leases());
        all.addAll(hashes());
        all.addAll(messages());
        all.addAll(streams());
        return all;
    }

    private static List<Question> leases() {
        return List.of(
                question("POST", "/leases", "0807"),
                question("POST", "/leases", "ff"),
                question("POST", "/leases/internal", "0a020807"),
                question("POST", "/leases/internal", "ff"));
    }

    private List<Question> hashes() {
        Question hash = question("GET", "/members/hashkv", "");
        return List.of(
                withBody(hash, "{\"revision\":4}").with("X-Etcd-Cluster-ID", clusterHex),
                withBody(hash, "{\"revision\":4}").with("X-Etcd-Cluster-ID", "1"),
                withBody(hash, "{\"revision\":1}"),
                withBody(hash, "{\"revision\":1000000}"),
                withBody(hash, "{}"),
                withBody(hash, "{\"revision\":\"x\"}"),
                withBody(hash, "no JSON"));
    }

    private List<Question> messages() {
        // A heartbeat (type 8) from member 2 to member 1, which nobody here is.
        Question wrongReceiver = identified(question("POST", "/raft", "080810011802"));
        return List.of(
                question("POST", "/raft", "080810011802"),
                wrongReceiver,
                wrongReceiver.with("X-Etcd-Cluster-ID", "1"),
                wrongReceiver.with("X-Server-Version", "2.3.0"),
                wrongReceiver.with("X-Min-Cluster-Version", "3.8.0"),
                wrongReceiver.without("X-Server-Version"),
                identified(question("POST", "/raft", "ff")));
    }

    private List<Question> streams() {
        return List.of(
                question("GET", "/raft/stream/message/2", ""),
                identified(question("GET", "/raft/stream/message/2", "")),
                identified(question("GET", "/raft/stream/msgapp/2", "")),
                identified(question("GET", "/raft/stream/msgapp/" + removedHex, "")),
                identified(question("GET", "/raft/stream/msgapp/x", "")),
                identified(question("GET", "/raft/stream/other/2", "")),
                identified(question("GET", "/raft/stream/message/2", "")).with("X-Etcd-Cluster-ID", "1"));
    }

    private Question identified(Question question) {
        return question.with("X-Server-From", "2")
                .with("X-Server-Version", "3.7.3")
                .with("X-Min-Cluster-Version", "3.0.0")
                .with("X-Etcd-Cluster-ID", clusterHex)
                .with("X-Raft-To", "1");
    }

    private static Question question(String method, String path, String hexBody) {
        return new Question(method, path, Map.of(), hexBody);
    }

    private static Question withBody(Question question, String text) {
        return new Question(
                question.method(),
                question.path(),
                question.headers(),
                HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String answer(Member member, Question question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(member.peerUrl() + question.path()))
                .timeout(Duration.ofSeconds(20))
                .method(
                        question.method(),
                        HttpRequest.BodyPublishers.ofByteArray(HexFormat.of().parseHex(question.hexBody())));
        question.headers().forEach(request::header);
        try {
            HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            Map<String, String> headers = new TreeMap<>();
            HEADERS.forEach(name -> response.headers().firstValue(name).ifPresent(value -> headers.put(name, value)));
            String body = text(response.body()).replaceAll("\"Now\":\"[^\"]+\"", "\"Now\":\"...\"");
            return response.statusCode() + " " + headers + " " + body;
        } catch (IOException e) {
            throw new UncheckedIOException(question.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came before the end, or before the member hung up, which Go does in the middle of some refusals. */
    private static String text(InputStream body) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (body) {
            for (int next = body.read(); next >= 0; next = body.read()) {
                read.write(next);
            }
        } catch (IOException hungUp) {
            return read.toString(StandardCharsets.UTF_8);
        }
        return read.toString(StandardCharsets.UTF_8);
    }
}
