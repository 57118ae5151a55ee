package dev.etcetera.server.cluster;

import dev.etcetera.raft.protocol.ConfChange;

/** A membership change as found in the log, with the number by which its proposer waits for it; 0 when there is none. */
public record DecodedConfChange(long requestId, ConfChange change) {}
