package dev.etcetera.server.bootstrap;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MembershipDecision;
import dev.etcetera.server.consensus.MembershipListener;
import dev.etcetera.server.log.ZapLog;

/** Tells of changes of the membership in the log, in etcd's words. */
record MembershipLog(long clusterId, long memberId, ZapLog log) implements MembershipListener {
    @Override
    public void changed(MembershipDecision decision) {
        switch (decision) {
            case MembershipDecision.Added(Member member) -> tell("added member", "added-peer-", "peer-", member);
            case MembershipDecision.Updated(Member member) ->
                tell("updated member", "updated-remote-peer-", "", member);
            case MembershipDecision.Removed(Member member) ->
                tell("removed member", "removed-remote-peer-", "", member);
            case MembershipDecision.Promoted(Member member) ->
                log.info(
                        "promote member",
                        "cluster-id",
                        Long.toHexString(clusterId),
                        "local-member-id",
                        Long.toHexString(memberId),
                        "promoted-member-id",
                        Long.toHexString(member.id()));
            case MembershipDecision.Rejected _ -> {}
        }
    }

    @Override
    public void rejected(long index, EtcdError reason) {
        log.warn("Validation on configuration change failed", "index", index, "error", reason.message());
    }

    private void tell(String message, String prefix, String urlPrefix, Member member) {
        log.info(
                message,
                "cluster-id",
                Long.toHexString(clusterId),
                "local-member-id",
                Long.toHexString(memberId),
                prefix + "id",
                Long.toHexString(member.id()),
                prefix + urlPrefix + "urls",
                member.peerUrls(),
                prefix + "is-learner",
                member.learner());
    }
}
