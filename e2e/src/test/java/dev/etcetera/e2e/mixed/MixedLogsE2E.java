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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A healthy mixed cluster has nothing to complain about: the logs of both kinds hold no error and no warning about a peer. */
class MixedLogsE2E {
    /** Longer than the probing (4 s), the version monitor (4 s) and the closing of idle connections (5 s). */
    private static final Duration IDLE = Duration.ofSeconds(8);

    /** What a member says of the machine it runs on. */
    private static final Pattern SLOW = Pattern.compile(
            "apply request took too long|leader failed to send out heartbeat on time; took too long|slow fdatasync");

    @Test
    void healthyMembersDoNotComplainAboutOneAnother() {
        try (ProcessCluster cluster = ProcessCluster.start(
                List.of(Implementation.GO, Implementation.ETCETERA, Implementation.ETCETERA), ignored -> List.of())) {
            // While they start, some are there before the others and say so.
            Map<Member, Integer> started = new HashMap<>();
            cluster.members()
                    .forEach(member ->
                            started.put(member, MemberLog.of(member).lines().size()));
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
            }
            Await.pass(IDLE);
            for (Member member : cluster.members()) {
                MemberLog log = MemberLog.of(member).without(started.getOrDefault(member, 0));
                log.assertNoErrors();
                assertThat(log.warnings())
                        .as("warnings of " + member.name())
                        .allMatch(line -> SLOW.matcher(line).find());
            }
        }
    }
}
