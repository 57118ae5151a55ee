package dev.etcetera.raft.quorum;

/** Up to which index a voter has acknowledged; 0 when it has said nothing yet. */
@FunctionalInterface
public interface AckedIndexer {
    long ackedIndex(long voter);
}
