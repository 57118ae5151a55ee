package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hash checks of etcd, initial, periodic and after compaction, find members of the other kind in agreement. */
class MixedHashCheckE2E {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> CHECKS = List.of(
            "--feature-gates=InitialCorruptCheck=true,CompactHashCheck=true",
            "--corrupt-check-time=1s",
            "--compact-hash-check-time=1s");

    @Test
    void checksFindMembersOfTheOtherKindInAgreement() {
        try (ProcessCluster cluster = ProcessCluster.start(
                List.of(Implementation.GO, Implementation.ETCETERA, Implementation.ETCETERA), ignored -> CHECKS)) {
            try {
                for (Member leader : cluster.members().subList(0, 1)) {
                    new Leadership(cluster).moveTo(leader);
                    checkedByItsLeader(cluster, leader);
                    // Beyond the compaction, whose hash the others remember and a member that starts does not.
                    cluster.etcdctl().output("put", "key/1", "after");
                    leader.stop();
                    leader.start();
                    awaitLine(leader, "initial corruption checking passed; no corruption");
                    cluster.awaitHealthy();
                    assertThat(leader.log()).doesNotContain("found different", "failed hash kv request");
                }
                assertThat(cluster.etcdctl().output("alarm", "list")).isEmpty();
                cluster.members().forEach(member -> MemberLog.of(member).assertNoErrors());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private static void checkedByItsLeader(ProcessCluster cluster, Member leader) {
        Etcdctl etcdctl = cluster.etcdctl();
        for (int i = 0; i < 50; i++) {
            etcdctl.output("put", "key/" + i % 10, "value " + i);
        }
        etcdctl.output("del", "--prefix", "--range", "key/7");
        String revision =
                Leadership.status(leader).orElseThrow().at("/header/revision").asText();
        etcdctl.output("compaction", revision);
        awaitLine(
                leader,
                "successfully checked hash on whole cluster",
                "\"number-of-peers-checked\":2",
                "\"revision\":" + revision);
        awaitLine(leader, "finished peer corruption check", "\"number-of-peers-checked\":2");
    }

    private static void awaitLine(Member member, String... parts) {
        Await.until(
                member.name() + " says " + String.join(" ", parts),
                SOON,
                () -> member.log()
                        .lines()
                        .anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
    }
}
