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
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Changes the members of a running cluster as an operator does, with etcdctl. */
record Roster(ProcessCluster cluster) {
    static final Duration SOON = Duration.ofSeconds(90);

    private static final String NOT_YET = "can only promote a learner member which is in sync with leader";
    private static final String UNHEALTHY = "etcdserver: unhealthy cluster";

    /** A learner joins, comes up to the leader and gets its vote. */
    Member grow() {
        Member joined = cluster.join(
                Implementation.underTest(), MemberPorts.free(1).getFirst(), "--learner");
        promote(joined);
        joined.awaitHealthy(SOON);
        return joined;
    }

    /** Asks until the learner is in sync. */
    void promote(Member member) {
        cluster.etcdctl().outputOnceNot(NOT_YET, "member", "promote", idOf(member));
    }

    /** Removes a member, through the others, and waits until its process has ended. */
    int remove(Member member) {
        return remove(member, idOf(member));
    }

    private int remove(Member member, String id) {
        List<String> others = cluster.members().stream()
                .filter(other -> other != member)
                .map(Member::endpoint)
                .toList();
        new Etcdctl(others).outputOnceNot(UNHEALTHY, "member", "remove", id);
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
                .map(member -> Long.toHexString(
                        Long.parseUnsignedLong(member.get("ID").asText())))
                .findFirst();
    }
}
