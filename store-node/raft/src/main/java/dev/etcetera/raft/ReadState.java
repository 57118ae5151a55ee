package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Payload;

/** The answer to a read request: once {@code index} is applied, reads that came before the request are linearizable. */
public record ReadState(long index, Payload context) {}
