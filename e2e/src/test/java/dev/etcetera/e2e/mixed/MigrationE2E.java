package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.WatchedKeys;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A running Go cluster becomes one of ours, member by member, and a Go cluster again, while clients write and watch. The
 * README's section on migrating says what is typed here.
 */
class MigrationE2E {
    private static final String PREFIX = "migration/";
    private static final int WRITERS = 4;
    private static final int MORE = 50;
    /** So short a log that whoever joins gets a snapshot from the leader, of whichever kind that is. */
    private static final String[] SHORT_LOG = {"--snapshot-count=50", "--snapshot-catchup-entries=20"};

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void runningClusterMovesToOursAndBackWithoutAGap() {
        List<MemberPorts> ports = MemberPorts.free(9);
        List<String> endpoints = ports.stream().map(MemberPorts::clientUrl).toList();
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.GO, ports.subList(0, 3), SHORT_LOG);
                Client client = Jetcd.client(endpoints);
                WatchedKeys watch = WatchedKeys.of(endpoints, PREFIX);
                EtcdctlWatch etcdctlWatch = EtcdctlWatch.start(endpoints, PREFIX)) {
            AcknowledgedWrites writes = new AcknowledgedWrites(PREFIX + "key", List.of(client), WRITERS);
            Run run = new Run(cluster, writes, watch);
            try {
                try (writes) {
                    ports.subList(3, 6).forEach(next -> run.replaceFirst(Implementation.ETCETERA, next));
                    ports.subList(6, 9).forEach(next -> run.replaceFirst(Implementation.GO, next));
                }
                run.check();
                etcdctlWatch.assertSaw(writes.revisions());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private record Run(ProcessCluster cluster, AcknowledgedWrites writes, WatchedKeys watch) {
        /** The oldest member goes, one of this kind comes in its place. */
        void replaceFirst(Implementation implementation, MemberPorts ports) {
            awaitMoreWrites();
            Member joining = cluster.join(implementation, ports, "--learner");
            Etcdctl etcdctl = cluster.etcdctl();
            etcdctl.outputOnceNot(
                    "etcdserver: can only promote a learner member which is in sync with leader",
                    "member",
                    "promote",
                    Leadership.idOf(joining));
            joining.awaitHealthy(SOON);
            awaitMoreWrites();
            Member leaving = cluster.member(0);
            Leadership leadership = new Leadership(cluster);
            if (leadership.leader() == leaving) {
                leadership.moveTo(joining);
            }
            String leavingId = Leadership.idOf(leaving);
            cluster.forget(leaving);
            cluster.etcdctl().outputOnceNot("etcdserver: unhealthy cluster", "member", "remove", leavingId);
            Await.until(leaving.name() + " stops itself", SOON, () -> !leaving.isAlive());
            awaitMoreWrites();
            check();
            assertThat(joining.log()).as("log of " + joining.name()).contains("applied snapshot");
        }

        void check() {
            long revision = writes.highestRevision();
            Agreement.assertEqualHashes(cluster, revision);
            var acknowledged = writes.revisions();
            Agreement.assertNothingLost(cluster.endpoints(), PREFIX, acknowledged);
            assertThat(writes.violations()).isEmpty();
            watch.awaitRevision(java.util.Collections.max(acknowledged.values()));
            assertThat(watch.revisions()).containsAllEntriesOf(acknowledged);
            assertThat(watch.violations()).isEmpty();
        }

        private void awaitMoreWrites() {
            int before = writes.count();
            Await.until("writes go on", SOON, () -> writes.count() > before + MORE);
        }
    }
}
