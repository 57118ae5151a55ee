package dev.etcetera.server.cluster;

import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code --force-new-cluster}: what makes a cluster of one out of a cluster whose quorum is lost. */
public final class ForceNewCluster {
    private ForceNewCluster() {}

    /**
     * The changes after which this member is alone and has a vote. It gets its vote, or joins, before the others go: there
     * must be a voter at any time.
     *
     * @param peerUrls where this member is to be found, if the cluster does not know it
     */
    public static List<ConfChange> changes(Membership membership, long selfId, List<String> peerUrls) {
        List<ConfChange> changes = new ArrayList<>();
        Optional<Member> self = membership.member(selfId);
        if (self.isEmpty()) {
            Member added = new Member(selfId, "", peerUrls, List.of(), false);
            changes.add(change(ConfChangeStep.Kind.ADD_NODE, selfId, json(MemberJson.encode(added))));
        } else if (self.get().learner()) {
            MemberContext promoted = new MemberContext(new Member(selfId, "", List.of(), List.of(), false), true);
            changes.add(change(ConfChangeStep.Kind.ADD_NODE, selfId, json(MemberJson.encode(promoted))));
        }
        membership.members().keySet().stream()
                .filter(id -> id != selfId)
                .forEach(id -> changes.add(change(ConfChangeStep.Kind.REMOVE_NODE, id, Payload.EMPTY)));
        return changes;
    }

    private static ConfChange change(ConfChangeStep.Kind kind, long id, Payload context) {
        return new ConfChange(List.of(new ConfChangeStep(kind, id)), ConfChange.Transition.AUTO, context);
    }

    private static Payload json(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
