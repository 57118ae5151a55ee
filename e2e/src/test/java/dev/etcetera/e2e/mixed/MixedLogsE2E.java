package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A healthy mixed cluster has nothing to complain about: the logs of both kinds hold no error and no warning about a peer. */
class MixedLogsE2E {
    /** Longer than the probing (4 s), the version monitor (4 s) and the closing of idle connections (5 s). */
    private static final Duration IDLE = Duration.ofSeconds(8);

    /** What either kind warns of when it runs alone, too: its configuration, and the time before the first election. */
    private static final Pattern KNOWN = Pattern.compile(
            "Running http and grpc server on single port|simple token is not cryptographically signed|/health error|"
                    + "apply request took too long|leader failed to send out heartbeat on time|slow fdatasync");

    @Test
    void healthyMembersDoNotComplainAboutOneAnother() {
        try (ProcessCluster cluster = ProcessCluster.start(
                List.of(Implementation.GO, Implementation.ETCETERA, Implementation.ETCETERA), ignored -> List.of())) {
            for (Member leader : cluster.members()) {
                new Leadership(cluster).moveTo(leader);
                long revision = 0;
                try (Client client = Jetcd.client(List.of(leader.endpoint()))) {
                    for (int i = 0; i < 50; i++) {
                        revision = Jetcd.get(client.getKVClient().put(Jetcd.bytes("key"), Jetcd.bytes("value " + i)))
                                .getHeader()
                                .getRevision();
                    }
                }
                Agreement.assertEqualHashes(cluster, revision);
                Await.pass(IDLE);
            }
            for (Member member : cluster.members()) {
                MemberLog log = MemberLog.of(member);
                log.assertNoErrors();
                assertThat(log.warnings())
                        .as("warnings of " + member.name())
                        .allMatch(line -> KNOWN.matcher(line).find());
            }
        }
    }
}
