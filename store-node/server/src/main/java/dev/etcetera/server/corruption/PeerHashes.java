package dev.etcetera.server.corruption;

import java.util.List;

/** Asks the other members. */
@FunctionalInterface
public interface PeerHashes {
    /** Every other member's hash up to a revision; waits for the answers. */
    List<PeerHash> at(long revision) throws InterruptedException;
}
