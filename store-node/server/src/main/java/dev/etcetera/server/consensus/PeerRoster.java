package dev.etcetera.server.consensus;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MembershipDecision;
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
}
