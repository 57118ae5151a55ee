package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import org.junit.jupiter.api.Test;

/** A member that was removed never serves again, and says why. */
class RemovedMemberE2E {
    private static final String REMOVED = "the member has been permanently removed from the cluster";

    @Test
    void aMemberRemovedWhileItWasDownLearnsOfItFromTheOthers() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Member victim = cluster.member(2);
            String id = new Roster(cluster).idOf(victim);
            victim.kill();
            Etcdctl others = new Etcdctl(cluster.endpoints().subList(0, 2));
            others.outputOnceNot("etcdserver: unhealthy cluster", "member", "remove", id);
            victim.start();
            Await.until("the removed member ends", Roster.SOON, () -> !victim.isAlive());
            assertThat(victim.exitStatus()).as(victim.logTail()).isZero();
            assertThat(victim.log()).contains(REMOVED, "data-dir used by this member must be removed");
            victim.start();
            Await.until("it ends again", Roster.SOON, () -> !victim.isAlive());
            assertThat(others.output("member", "list").lines()).hasSize(2);
        }
    }

    @Test
    void aRemovedMemberStopsAndItsPlaceIsTakenByANewOne() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Roster roster = new Roster(cluster);
            cluster.etcdctl().output("put", "k", "v");
            Member victim = cluster.member(1);
            assertThat(roster.remove(victim)).as(victim.logTail()).isZero();
            assertThat(victim.log()).contains(REMOVED);
            Member successor = roster.grow();
            assertThat(new Etcdctl(java.util.List.of(successor.endpoint())).output("get", "k", "--print-value-only"))
                    .isEqualTo("v\n");
            assertThat(cluster.etcdctl().output("member", "list").lines()).hasSize(3);
        }
    }
}
