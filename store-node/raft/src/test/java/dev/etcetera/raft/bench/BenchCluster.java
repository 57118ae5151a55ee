package dev.etcetera.raft.bench;

import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;

/** Three members with instant disks and an instant network; node 1 leads. */
final class BenchCluster {
    private static final int KEPT_ENTRIES = 1_000;
    private static final int COMPACTED_AT_ONCE = 4_096;

    private final ArrayDeque<Message> underWay = new ArrayDeque<>();
    private final MemoryLog[] logs = new MemoryLog[4];
    private final RawNode[] nodes = new RawNode[4];

    BenchCluster() {
        Snapshot first =
                new Snapshot(new SnapshotMetadata(ConfState.ofVoters(List.of(1L, 2L, 3L)), 1, 1), Payload.EMPTY);
        for (int id = 1; id <= 3; id++) {
            logs[id] = new MemoryLog();
            logs[id].applySnapshot(first);
            RaftConfig config = new RaftConfig(id, 10, 1, 1, RaftLimits.etcd(), RaftFeatures.etcd());
            nodes[id] = new RawNode(config, logs[id], new SplittableRandom(id), Tracer.NONE);
        }
        nodes[1].campaign();
        perform(1);
        while (!underWay.isEmpty()) {
            step(List.of());
        }
    }

    void step(List<Payload> proposal) {
        Message message = underWay.poll();
        int id = message == null ? 1 : (int) message.to();
        if (message == null) {
            nodes[id].propose(proposal);
        } else {
            nodes[id].step(message);
        }
        perform(id);
    }

    private void perform(int id) {
        RawNode node = nodes[id];
        while (node.hasReady()) {
            Ready ready = node.ready();
            underWay.addAll(ready.messages());
            if (ready.append().isPresent()) {
                StorageAppend append = ready.append().get();
                logs[id].append(append.entries());
                underWay.addAll(append.messagesAfter());
                node.appended(append);
            }
            if (ready.apply().isPresent()) {
                applied(id, ready.apply().get());
            }
        }
    }

    private void applied(int id, StorageApply apply) {
        nodes[id].applied(apply);
        MemoryLog log = logs[id];
        if (apply.lastIndex() - log.firstIndex() > COMPACTED_AT_ONCE + KEPT_ENTRIES) {
            log.compact(apply.lastIndex() - KEPT_ENTRIES);
        }
    }

    long applied(int id) {
        return nodes[id].status().applied();
    }
}
