package dev.etcetera.mvcc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The hashes of the last compactions. Written by the apply thread, read by any. */
final class CompactionHashes {
    private static final int KEPT = 10;

    private volatile List<HashOutcome.Hashed> newest = List.of();

    void add(HashOutcome.Hashed hash) {
        var all = Stream.concat(newest.stream(), Stream.of(hash)).toList();
        newest = all.subList(Math.max(0, all.size() - KEPT), all.size());
    }

    Optional<HashOutcome.Hashed> at(long revision) {
        return newest.stream().filter(hash -> hash.hashRevision() == revision).findFirst();
    }

    List<HashOutcome.Hashed> all() {
        return newest;
    }
}
