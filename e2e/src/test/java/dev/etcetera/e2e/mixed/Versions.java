package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a member says of versions to clients and to members that join.
 *
 * @param downgrade the target of a downgrade that is under way, or nothing
 */
record Versions(String cluster, String storage, String downgrade, String downgradeEnabled) {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Versions settled(String minor) {
        return new Versions(minor + ".0", minor + ".0", "", "false");
    }

    static Versions goingDownTo(String minor) {
        return new Versions(minor + ".0", minor + ".0", minor + ".0", "true");
    }

    /** Waits until all members say this, whoever of them was told. */
    void awaitAtAll(ProcessCluster cluster) {
        for (Member member : cluster.members()) {
            try {
                Await.until(
                        member.name() + " says " + this, SOON, () -> of(member).equals(this));
            } catch (AssertionError e) {
                assertThat(of(member)).as(member.name()).isEqualTo(this);
            }
        }
    }

    static Versions of(Member member) {
        JsonNode status = Leadership.status(member).orElseThrow();
        return new Versions(
                Json.parse(text(member.endpoint() + "/version"))
                        .path("etcdcluster")
                        .asText(),
                status.path("storageVersion").asText(),
                status.at("/downgradeInfo/targetVersion").asText(),
                text(member.peerUrl() + "/downgrade/enabled"));
    }

    private static String text(String url) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(SOON)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
