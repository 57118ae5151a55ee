package dev.etcetera.e2e.bench;

import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.S3Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The programs that back up and restore: Go's, with a file, and ours, with a bucket, run as in its Pods. */
record BackupTools(S3Gateway gateway, String bucket) {
    private static final Path OPTIONS = Project.root().resolve("operator/backup/target/backup.options");

    Cost goSave(Member member, Path file) throws IOException {
        return Cost.of(
                List.of(go("etcdctl"), "--endpoints=" + member.endpoint(), "snapshot", "save", file.toString()),
                Map.of(),
                member.pid(),
                0);
    }

    Cost goRestore(Path file, Member member) throws IOException {
        List<String> words = new ArrayList<>(List.of(go("etcdutl"), "snapshot", "restore", file.toString()));
        words.addAll(cluster(member));
        return Cost.of(words, Map.of(), 0, 0);
    }

    Cost save(Member member, String name) throws IOException {
        String endpoint = member.endpoint().replaceFirst("^https?://", "");
        return run(member.pid(), "save", "--endpoint=" + endpoint, "--name=" + name, "--writer=bench");
    }

    Cost restore(String name, Member member) throws IOException {
        return run(
                0,
                Stream.concat(Stream.of("restore-member", "--backup=" + name), cluster(member).stream())
                        .toArray(String[]::new));
    }

    void delete(String name) throws IOException {
        var _ = run(0, "delete", "--name=" + name, "--writer=bench");
    }

    private Cost run(long member, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.addAll(List.of(
                "@" + OPTIONS,
                "dev.etcetera.backup.Main",
                arguments[0],
                "--store=s3://" + bucket,
                "--s3-endpoint=" + gateway.url(),
                "--s3-path-style"));
        Stream.of(arguments).skip(1).forEach(words::add);
        return Cost.of(words, gateway.credentials(), member, gateway.pid());
    }

    private static List<String> cluster(Member member) {
        return List.of(
                "--data-dir=" + member.dataDirectory(),
                "--name=" + member.name(),
                "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
                "--initial-cluster-token=e2e",
                "--initial-advertise-peer-urls=" + member.peerUrl());
    }

    private static String go(String program) {
        return Project.tool("etcd", program).toString();
    }
}
