package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last resort after a lost quorum: one survivor becomes a cluster of its own, with all that was acknowledged. */
class ForceNewClusterE2E {
    private static final int KEYS = 50;

    @Test
    void theSurvivorOfThreeServesAloneAndGrowsBackToThree() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            for (int i = 0; i < KEYS; i++) {
                cluster.etcdctl().output("put", "key/" + i, "value");
            }
            // A learner is in the way as much as a voter is.
            cluster.etcdctl()
                    .outputOnceNot(
                            "etcdserver: unhealthy cluster",
                            "member",
                            "add",
                            "learner",
                            "--learner",
                            "--peer-urls=" + MemberPorts.free(1).getFirst().peerUrl());
            Agreement.assertEqualHashes(cluster, KEYS + 1);
            List<Member> members = cluster.members();
            members.forEach(Member::kill);
            members.subList(1, 3).forEach(cluster::forget);
            Member survivor = members.getFirst();
            survivor.startWith("--force-new-cluster");
            survivor.awaitHealthy(Roster.SOON);
            Etcdctl etcdctl = new Etcdctl(List.of(survivor.endpoint()));
            assertThat(etcdctl.output("member", "list").lines()).hasSize(1);
            assertThat(etcdctl.output("get", "key/", "--prefix", "--count-only", "-w", "fields"))
                    .contains("\"Count\" : " + KEYS);
            etcdctl.output("put", "after", "1");
            assertThat(survivor.log()).contains("forcing restart member");
            survivor.kill();
            survivor.start();
            survivor.awaitHealthy(Roster.SOON);
            assertThat(etcdctl.output("get", "after", "--print-value-only")).isEqualTo("1\n");
            Roster roster = new Roster(cluster);
            roster.grow();
            roster.grow();
            assertThat(etcdctl.output("member", "list").lines()).hasSize(3);
            etcdctl.output("put", "three", "again");
            Agreement.assertEqualHashes(cluster, KEYS + 3);
        }
    }
}
