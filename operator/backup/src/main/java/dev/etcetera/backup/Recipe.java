package dev.etcetera.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a database is put together from.
 *
 * @param base what comes first
 * @param deltas which follow it, without a gap
 * @param revision changes after it are left out; the largest number when all are wanted
 * @param hashes what members said of revisions that may be reached
 */
record Recipe(Base base, List<DeltaHeader> deltas, long revision, List<KvHash> hashes) {
    Recipe {
        deltas = List.copyOf(deltas);
        hashes = List.copyOf(hashes);
    }

    /**
     * A snapshot that is stored somewhere.
     *
     * @param name of the backup, or the key of the object
     * @param revision of the last change in it is at least this; 0 when nobody said
     * @param taken what it has, it had by then; empty when nobody said
     */
    record Base(String name, long revision, Optional<Instant> taken) {
        static Base of(Manifest manifest) {
            return new Base(manifest.name(), manifest.revision(), Optional.of(manifest.taken()));
        }
    }

    /** When the newest change up to a revision had been seen. */
    Optional<Instant> seen(long last) {
        return deltas.stream()
                .flatMap(d -> d.moments().stream())
                .filter(m -> m.revision() >= last)
                .findFirst()
                .map(m -> Instant.ofEpochMilli(m.epochMillis()))
                .or(base::taken);
    }
}
