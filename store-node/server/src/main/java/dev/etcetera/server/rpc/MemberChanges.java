package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MemberContext;
import dev.etcetera.server.cluster.MemberJson;
import dev.etcetera.server.cluster.Reconfiguration;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.propose.ProposalCallback;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Changes of the membership that this member proposes: looked at first, so that one that would endanger the cluster is not
 * even tried, then led through Raft. Any thread; returns at once, the callback hears the members as they are then.
 */
final class MemberChanges {
    /** How long connections must have lasted for a member to count as healthy. */
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final long selfId;
    private final RpcParts.Changes parts;
    private final ZapLog log;

    MemberChanges(Cluster cluster, long selfId, RpcParts.Changes parts) {
        this.cluster = cluster;
        this.selfId = selfId;
        this.parts = parts;
        this.log = parts.log();
    }

    void add(Member member, ProposalCallback done) {
        if (allowed(
                rules().ofAdding(member.learner(), parts.clock().instant().minus(HEALTH_INTERVAL)),
                member.id(),
                done)) {
            propose(
                    member.learner() ? ConfChangeStep.Kind.ADD_LEARNER : ConfChangeStep.Kind.ADD_NODE,
                    member.id(),
                    json(MemberJson.encode(member)),
                    done);
        }
    }

    void remove(long id, ProposalCallback done) {
        if (allowed(rules().ofRemoving(id, parts.clock().instant().minus(HEALTH_INTERVAL)), id, done)) {
            propose(ConfChangeStep.Kind.REMOVE_NODE, id, Payload.EMPTY, done);
        }
    }

    /** Gives a member other addresses; nothing else of it changes. */
    void update(long id, List<String> peerUrls, ProposalCallback done) {
        Member moved = new Member(id, "", peerUrls, List.of(), false);
        propose(ConfChangeStep.Kind.UPDATE_NODE, id, json(MemberJson.encode(moved)), done);
    }

    /** Gives a learner its vote; whether it is ready was found out before. */
    void promote(long id, ProposalCallback done) {
        if (allowed(rules().ofPromoting(), id, done)) {
            MemberContext context = new MemberContext(new Member(id, "", List.of(), List.of(), false), true);
            propose(ConfChangeStep.Kind.ADD_NODE, id, json(MemberJson.encode(context)), done);
        }
    }

    private Reconfiguration rules() {
        return new Reconfiguration(cluster.membership(), selfId, parts.activeSince());
    }

    private boolean allowed(Optional<Reconfiguration.Refusal> refusal, long id, ProposalCallback done) {
        if (!parts.strict() || refusal.isEmpty()) {
            return true;
        }
        EtcdError error = refusal.get().error();
        log.warn(
                refusal.get().reason(),
                "local-member-id",
                Long.toHexString(selfId),
                "requested-member-id",
                Long.toHexString(id),
                "error",
                error.message());
        done.failed(error);
        return false;
    }

    private void propose(ConfChangeStep.Kind kind, long id, Payload context, ProposalCallback done) {
        ConfChange change = new ConfChange(List.of(new ConfChangeStep(kind, id)), ConfChange.Transition.AUTO, context);
        parts.proposer().propose(change, new ProposalCallback() {
            @Override
            public void applied(ApplyResult result) {
                log.info(
                        "applied a configuration change through raft",
                        "local-member-id",
                        Long.toHexString(selfId),
                        "raft-conf-change",
                        name(kind),
                        "raft-conf-change-node-id",
                        Long.toHexString(id));
                done.applied(result);
            }

            @Override
            public void failed(EtcdError error) {
                done.failed(error);
            }
        });
    }

    private static String name(ConfChangeStep.Kind kind) {
        return switch (kind) {
            case ADD_NODE -> "ConfChangeAddNode";
            case REMOVE_NODE -> "ConfChangeRemoveNode";
            case UPDATE_NODE -> "ConfChangeUpdateNode";
            case ADD_LEARNER -> "ConfChangeAddLearnerNode";
        };
    }

    private static Payload json(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
