package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.SoftState;
import java.util.List;
import java.util.Optional;

/**
 * What Raft wants done. Nothing in it has to be waited for: the next Ready may be taken at once.
 *
 * @param messages may leave at once, before anything is durable
 * @param append for whoever owns the durable log
 * @param apply for whoever applies committed entries
 */
public record Ready(
        Optional<SoftState> softState,
        List<ReadState> readStates,
        List<Message> messages,
        Optional<StorageAppend> append,
        Optional<StorageApply> apply) {}
