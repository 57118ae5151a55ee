package dev.etcetera.e2e.store;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Changes the members of a running cluster as an operator does, with etcdctl. */
record Roster(ProcessCluster cluster) {
    static final Duration SOON = Duration.ofSeconds(90);

    private static final String NOT_YET = "can only promote a learner member which is in sync with leader";
    private static final String NO_LEARNER = "can only promote a learner member";
    private static final String UNHEALTHY = "etcdserver: unhealthy cluster";

    /** A learner joins, comes up to the leader and gets its vote. */
    Member grow() {
        Member joined =
                cluster.join(Implementation.underTest(), MemberPorts.free(1).getFirst(), "--learner");
        promote(joined);
        joined.awaitHealthy(SOON);
        return joined;
    }

    /** Asks until the learner is in sync. On a busy machine an answer may come too late: then it may have been promoted. */
    void promote(Member member) {
        String id = idOf(member);
        Etcdctl others = others(member);
        Await.until(member.name() + " is promoted", SOON, () -> {
            Command.Result result = others.run("member", "promote", id);
            return result.exit() == 0
                    || (result.err().contains(NO_LEARNER) && !result.err().contains(NOT_YET));
        });
    }

    private Etcdctl others(Member member) {
        return new Etcdctl(cluster.members().stream()
                .filter(other -> other != member)
                .map(Member::endpoint)
                .toList());
    }

    /** Removes a member, through the others, and waits until its process has ended. */
    int remove(Member member) {
        return remove(member, idOf(member));
    }

    private int remove(Member member, String id) {
        others(member).outputOnceNot(UNHEALTHY, "member", "remove", id);
        Await.until(member.name() + " ends", SOON, () -> !member.isAlive());
        cluster.forget(member);
        return member.exitStatus();
    }

    /** The id that the cluster knows the member by, started or not. */
    String idOf(Member member) {
        return Await.value("the id of " + member.name(), SOON, () -> {
            Command.Result list = cluster.etcdctl().run("member", "list", "-w", "json");
            return list.exit() == 0 ? idByAddress(list.out(), member.peerUrl()) : Optional.empty();
        });
    }

    private static Optional<String> idByAddress(String list, String peerUrl) {
        return StreamSupport.stream(Json.parse(list).get("members").spliterator(), false)
                .filter(member -> member.get("peerURLs").get(0).asText().equals(peerUrl))
                .map(member ->
                        Long.toHexString(Long.parseUnsignedLong(member.get("ID").asText())))
                .findFirst();
    }
}
