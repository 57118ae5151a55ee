package dev.etcetera.raft;

import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.tracker.Progress;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a {@link Status} out of a node's present state. */
final class StatusView {
    private StatusView() {}

    static Status of(Raft raft) {
        long transferee = raft.role() instanceof Leader leader ? leader.transferee() : NodeId.NONE;
        return new Status(
                raft.id(),
                raft.hardState(),
                new SoftState(raft.leader(), raft.role().type()),
                raft.log().applied(),
                raft.log().lastIndex(),
                progress(raft),
                transferee);
    }

    private static SortedMap<Long, ProgressStatus> progress(Raft raft) {
        SortedMap<Long, ProgressStatus> statuses = new TreeMap<>(Long::compareUnsigned);
        if (raft.role() instanceof Leader leader) {
            IdSet members = leader.tracker().members();
            for (int i = 0; i < members.size(); i++) {
                boolean learner = raft.configuration().isLearner(members.get(i));
                statuses.put(members.get(i), of(leader.tracker().at(i), learner));
            }
        }
        return Collections.unmodifiableSortedMap(statuses);
    }

    private static ProgressStatus of(Progress progress, boolean learner) {
        return new ProgressStatus(
                progress.match(),
                progress.next(),
                progress.state().etcdName(),
                learner,
                progress.recentActive(),
                progress.pendingSnapshot());
    }
}
