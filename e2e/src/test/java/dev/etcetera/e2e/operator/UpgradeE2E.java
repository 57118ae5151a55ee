package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Unmodified etcd in the operator's hands: a release up, the same down again by etcd's own protocol, and over to our members. */
class UpgradeE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration LONGEST_GAP = Duration.ofSeconds(1);

    UpgradeE2E() {
        super("age");
    }

    @Test
    @Tag("long")
    @Scenario(10)
    void clusterOfTheReleaseBeforeGoesUpAndDownAndUpAndOverToOurs() {
        List<EtcdRelease> releases = EtcdRelease.loaded();
        EtcdRelease older = releases.getFirst();
        EtcdRelease newer = releases.getLast();
        String back = "downgrade: {toVersion: %s, etcdVersion: \"%s\"}".formatted(older.version(), older.minor());
        cluster.mustApply(manifest(older));
        cluster.awaitSettled();
        assertThat(cluster.status().settledVersion()).isEqualTo(older.version());
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            changes(load, "unmodified etcd " + older.minor() + " to " + newer.minor(), newer, manifest(newer));
            assertThat(cluster.apply(manifest(older)).err())
                    .contains("only by one, and only if spec.downgrade.toVersion names it too");
            changes(
                    load,
                    "unmodified etcd " + newer.minor() + " down to " + older.minor(),
                    older,
                    manifest(older, back));
            changes(
                    load,
                    "unmodified etcd " + older.minor() + " up again to " + newer.minor(),
                    newer,
                    manifest(newer, back));
            EtcdRelease ours = new EtcdRelease("docker.io/etcetera/store:0.1.0", newer.version());
            changes(load, "from etcd's program to ours", ours, manifest(ours));
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        }
    }

    private String manifest(EtcdRelease release, String... more) {
        return cluster.manifest(3, "size: 1Gi", "version: " + release.version(), "image: " + release.image())
                + String.join(
                        "", List.of(more).stream().map(l -> "  " + l + "\n").toList());
    }

    private void changes(WriteLoad load, String what, EtcdRelease release, String manifest) {
        Map<String, String> ids = cluster.memberIds();
        Map<String, String> before = cluster.podUids();
        String leader = Objects.requireNonNull(cluster.status().leader());
        load.cut();
        long start = System.nanoTime();
        cluster.mustApply(manifest);
        cluster.awaitNewPods(before);
        cluster.awaitSettled();
        WriteLoad.Span span = load.cut();
        span.report(what);
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - start) / 1e9);
        assertThat(cluster.memberIds()).isEqualTo(ids);
        assertThat(cluster.pods())
                .as("%s led and is the last", leader)
                .allMatch(p -> p.getMetadata()
                                .getCreationTimestamp()
                                .compareTo(cluster.pod(leader).getMetadata().getCreationTimestamp())
                        <= 0);
        assertThat(said("/Status/version")).containsExactly(release.version());
        Await.until(
                "the cluster's version is " + release.minor(),
                DEADLINE,
                () -> said("/Status/storageVersion").equals(Set.of(release.minor() + ".0")));
        assertThat(span.longestGap()).isLessThan(LONGEST_GAP);
    }

    /** What the members' answers to `endpoint status` have there. */
    private Set<String> said(String pointer) {
        return StreamSupport.stream(
                        Json.parse(cluster.etcdctl().output("endpoint", "status", "-w", "json"))
                                .spliterator(),
                        false)
                .map(s -> s.at(pointer).asText())
                .collect(Collectors.toSet());
    }
}
