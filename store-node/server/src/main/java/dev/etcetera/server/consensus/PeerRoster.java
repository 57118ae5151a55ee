package dev.etcetera.server.consensus;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets the transport follow the membership, and tells when this member itself is no longer part of it. */
public record PeerRoster(long memberId, PeerTransport transport, Consumer<String> removed)
        implements MembershipListener {
    /** etcd's reason for a member to stop. */
    public static final String REMOVED = "the member has been permanently removed from the cluster";

    @Override
    public void changed(MembershipDecision decision) {
        switch (decision) {
            case MembershipDecision.Added(Member member) -> {
                if (member.id() != memberId) {
                    transport.addPeer(member.id(), member.peerUrls());
                }
            }
            case MembershipDecision.Updated(Member member) -> {
                if (member.id() != memberId) {
                    transport.updatePeer(member.id(), member.peerUrls());
                }
            }
            case MembershipDecision.Removed(Member member) -> {
                if (member.id() == memberId) {
                    removed.accept(REMOVED);
                } else {
                    transport.removePeer(member.id());
                }
            }
            case MembershipDecision.Promoted _, MembershipDecision.Rejected _ -> {}
        }
    }

    @Override
    public void restored(Membership before, Membership now) {
        before.members().keySet().stream()
                .filter(id -> now.member(id).isEmpty())
                .forEach(transport::removePeer);
        now.members().values().stream()
                .filter(member -> member.id() != memberId)
                .forEach(member -> meet(member, before));
        if (now.isRemoved(memberId)) {
            removed.accept(REMOVED);
        }
    }

    private void meet(Member member, Membership before) {
        transport.addPeer(member.id(), member.peerUrls());
        if (!before.member(member.id()).map(Member::peerUrls).equals(Optional.of(member.peerUrls()))) {
            transport.updatePeer(member.id(), member.peerUrls());
        }
    }
}
