package dev.etcetera.server.transport;

import java.util.function.Consumer;

/** Computes the hash of the key space for another member that compares. Called on event loops: answers later, on any thread. */
public interface HashKvSource {
    /** The hash up to the given revision; 0 means the current one. */
    void hash(long revision, Consumer<HashKvAnswer> done);
}
