package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.AcknowledgedWrites;
import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster changes its members while it serves. etcdctl is the operator, jetcd the clients. */
class MembershipE2E {
    private static final int WRITERS = 20;
    private static final String REMOVED = "the member has been permanently removed from the cluster";

    @Test
    void growsFromOneToFiveAndShrinksToOneUnderWrites() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 1);
                Client client = Jetcd.client(List.of(cluster.member(0).endpoint()))) {
            Roster roster = new Roster(cluster);
            List<Member> joined = new ArrayList<>();
            AcknowledgedWrites writes = new AcknowledgedWrites("grow", List.of(client), WRITERS);
            try (writes) {
                for (int size = 2; size <= 5; size++) {
                    joined.add(roster.grow());
                    awaitMore(writes);
                }
                Agreement.assertEqualHashes(cluster, writes.highestRevision());
                for (Member member : joined.reversed()) {
                    assertThat(roster.remove(member)).as(member.logTail()).isZero();
                    awaitMore(writes);
                }
            }
            assertThat(writes.violations()).isEmpty();
            Agreement.assertNothingLost(cluster.endpoints(), "grow", writes.revisions());
            System.out.printf("1-5-1: %d writes acknowledged, %d failed%n", writes.count(), writes.failures());
        }
    }

    @Test
    void aRemovedLeaderStopsItselfAndAnotherLeads() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            cluster.etcdctl().output("put", "before", "1");
            Roster roster = new Roster(cluster);
            Member leader = new Leadership(cluster).leader();
            assertThat(roster.remove(leader)).as(leader.logTail()).isZero();
            assertThat(leader.log()).contains(REMOVED, "data-dir used by this member must be removed");
            cluster.awaitHealthy();
            assertThat(new Leadership(cluster).leader()).isNotSameAs(leader);
            assertThat(cluster.etcdctl().output("get", "before", "--print-value-only"))
                    .isEqualTo("1\n");
        }
    }

    @Test
    void theLeadershipGoesWhereItIsSent() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Leadership leadership = new Leadership(cluster);
            for (Member member : cluster.members()) {
                leadership.moveTo(member);
                assertThat(leadership.leader()).isSameAs(member);
                cluster.etcdctl().output("put", "led-by", member.name());
            }
            Member leader = leadership.leader();
            Member other = cluster.members().stream()
                    .filter(member -> member != leader)
                    .findFirst()
                    .orElseThrow();
            assertThat(new Etcdctl(List.of(leader.endpoint()))
                            .run("move-leader", "1234")
                            .err())
                    .contains("etcdserver: bad leader transferee");
            assertThat(new Etcdctl(List.of(other.endpoint()))
                            .run("move-leader", Leadership.idOf(other))
                            .err())
                    .contains("no leader endpoint given at");
        }
    }

    /** Go's etcd forgets what followers forward to a leader that is going: the client waits 7 s and is told of a timeout. */
    @Test
    void noPutIsForgottenWhileTheLeadershipMovesAround() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            List<Client> clients = cluster.members().stream()
                    .map(member -> Jetcd.client(List.of(member.endpoint())))
                    .toList();
            Leadership leadership = new Leadership(cluster);
            AcknowledgedWrites writes = new AcknowledgedWrites("moves", clients, WRITERS);
            try (writes) {
                for (int move = 0; move < 4 * clients.size(); move++) {
                    leadership.moveTo(cluster.member(move % clients.size()));
                    awaitMore(writes);
                }
            } finally {
                clients.forEach(Client::close);
            }
            assertThat(writes.failures()).isZero();
            assertThat(writes.violations()).isEmpty();
            Agreement.assertNothingLost(cluster.endpoints(), "moves", writes.revisions());
        }
    }

    @Test
    void aLearnerIsPromotedByAnyMemberButNotBeforeItIsInSync() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Roster roster = new Roster(cluster);
            Member leader = new Leadership(cluster).leader();
            Etcdctl followers = new Etcdctl(cluster.members().stream()
                    .filter(member -> member != leader)
                    .map(Member::endpoint)
                    .toList());
            Member learner =
                    cluster.join(Implementation.underTest(), MemberPorts.free(1).getFirst(), "--learner");
            learner.kill();
            String id = roster.idOf(learner);
            for (int i = 0; i < 200; i++) {
                followers.output("put", "key" + i, "value");
            }
            assertThat(followers.run("member", "promote", id).err())
                    .contains("etcdserver: can only promote a learner member which is in sync with leader");
            assertThat(refusal(cluster, "member", "add", "second", "--learner", "--peer-urls=http://127.0.0.1:1"))
                    .contains("etcdserver: too many learner members in cluster");
            learner.start();
            followers.outputOnceNot("in sync with leader", "member", "promote", id);
            learner.awaitHealthy(Roster.SOON);
            assertThat(followers.run("member", "promote", id).err())
                    .contains("etcdserver: can only promote a learner member");
            Agreement.assertEqualHashes(cluster, 201);
        }
    }

    @Test
    void aChangeThatWouldCostTheQuorumIsRefused() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), 3)) {
            Roster roster = new Roster(cluster);
            Member dead = cluster.member(2);
            String deadId = roster.idOf(dead);
            String livingId = roster.idOf(cluster.member(1));
            dead.kill();
            Etcdctl living = new Etcdctl(cluster.endpoints().subList(0, 2));
            Await.until(
                    "the leader is found",
                    Roster.SOON,
                    () -> living.run("get", "k").exit() == 0);
            assertThat(refusal(living, "member", "add", "new", "--peer-urls=http://127.0.0.1:1"))
                    .contains("etcdserver: unhealthy cluster");
            assertThat(refusal(living, "member", "remove", livingId)).contains("etcdserver: unhealthy cluster");
            living.output("member", "remove", deadId);
            living.output("put", "k", "v");
            assertThat(living.output("member", "list").lines()).hasSize(2);
        }
    }

    private static void awaitMore(AcknowledgedWrites writes) {
        int before = writes.count();
        Await.until("the writers go on", Roster.SOON, () -> writes.count() > before + WRITERS);
    }

    /** What etcdctl is told when it is refused; asked again while the cluster is merely young. */
    private static String refusal(ProcessCluster cluster, String... arguments) {
        return Await.value(String.join(" ", arguments), Roster.SOON, () -> {
            Command.Result result = cluster.etcdctl().run(arguments);
            assertThat(result.exit()).as(result.toString()).isNotZero();
            return result.err().contains("unhealthy cluster")
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(result.err());
        });
    }

    private static String refusal(Etcdctl etcdctl, String... arguments) {
        Command.Result result = etcdctl.run(arguments);
        assertThat(result.exit()).as(result.toString()).isNotZero();
        return result.err();
    }
}
