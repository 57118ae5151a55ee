package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SoftState;
import java.util.List;
import java.util.Optional;

/**
 * What Raft wants done. The loop that owns the node does it and then calls {@link RawNode#advance}.
 *
 * @param entries to append to the durable log, replacing what they overlap
 * @param snapshot to make durable and apply before anything else
 * @param committedEntries to apply, in order; may include {@code entries} of this same value
 * @param messages may leave at once, before anything is durable
 * @param messagesAfterAppend may leave only when hardState, entries and snapshot are durable
 * @param mustSync whether hardState and entries need an fsync (a commit index alone does not)
 */
public record Ready(
        Optional<SoftState> softState,
        Optional<HardState> hardState,
        List<ReadState> readStates,
        List<Entry> entries,
        Optional<Snapshot> snapshot,
        List<Entry> committedEntries,
        List<Message> messages,
        List<Message> messagesAfterAppend,
        boolean mustSync) {}
