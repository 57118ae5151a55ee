package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.raft.simulation.ConfChangeCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Found by the simulation: a snapshot arrives while an older change of membership is still being applied. */
final class ConfChangeBehindSnapshotTest {
    @Test
    void removedMemberDoesNotComeBackWithAnOlderChange() {
        LabNode follower = Lab.ofVoters(3, Lab.PLAIN).node(2);
        ConfChange add = ConfChange.of(Kind.ADD_NODE, 4);
        Entry entry = new Entry(2, 2, EntryType.CONF_CHANGE_V2, ConfChangeCodec.encode(add));
        follower.raft().step(new Message.Append(1, 2, 2, new EntryId(1, 1), List.of(entry), 2));
        StorageAppend append = follower.raft().ready().append().orElseThrow();
        follower.log().append(append.entries());
        follower.raft().appended(append);
        StorageApply apply = follower.raft().ready().apply().orElseThrow();
        assertThat(apply.entries()).containsExactly(entry);

        // Node 4 has been removed again by the time of the snapshot.
        ConfState now = ConfState.ofVoters(List.of(1L, 2L, 3L));
        Snapshot snapshot = new Snapshot(new SnapshotMetadata(now, 9, 2), Payload.EMPTY);
        follower.raft().step(new Message.InstallSnapshot(1, 2, 2, snapshot));

        assertThat(follower.raft().applyConfChange(2, add)).isEqualTo(now);

        // Nor when the snapshot is applied before the change is.
        StorageAppend install = follower.raft().ready().append().orElseThrow();
        follower.log().applySnapshot(snapshot);
        follower.raft().appended(install);

        assertThat(follower.raft().applyConfChange(2, add)).isEqualTo(now);
        follower.raft().applied(apply);
        assertThat(follower.status().applied()).isEqualTo(9);
    }
}
