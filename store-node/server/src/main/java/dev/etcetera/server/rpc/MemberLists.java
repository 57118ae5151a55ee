package dev.etcetera.server.rpc;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadWaiter;
import java.util.List;

/** The members as this member has applied them, and the way to be sure that it has applied all there is. Any thread. */
final class MemberLists {
    private final Cluster cluster;
    private final ReadIndexService readIndex;
    private final EventLoops loops;

    MemberLists(Cluster cluster, ReadIndexService readIndex, EventLoops loops) {
        this.cluster = cluster;
        this.readIndex = readIndex;
        this.loops = loops;
    }

    List<Member> members() {
        return cluster.members();
    }

    void linearize(ReadWaiter waiter) {
        readIndex.linearize(loops.current(), waiter);
    }

    static List<dev.etcetera.api.etcdserverpb.Member> describe(List<Member> members) {
        return members.stream().map(MemberLists::describe).toList();
    }

    static dev.etcetera.api.etcdserverpb.Member describe(Member member) {
        return dev.etcetera.api.etcdserverpb.Member.newBuilder()
                .setID(member.id())
                .setName(member.name())
                .addAllPeerURLs(member.peerUrls())
                .addAllClientURLs(member.clientUrls())
                .setIsLearner(member.learner())
                .build();
    }
}
