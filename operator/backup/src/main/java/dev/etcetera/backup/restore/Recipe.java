package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.chain.Manifest;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.store.DamagedBackupException;
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
public record Recipe(Base base, List<DeltaHeader> deltas, long revision, List<KvHash> hashes) {
    public Recipe {
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
    public record Base(String name, long revision, Optional<Instant> taken) {
        static Base of(Manifest manifest) {
            return new Base(manifest.name(), manifest.revision(), Optional.of(manifest.taken()));
        }
    }

    /**
     * Refuses a base whose last change is this.
     *
     * @throws Assembly.BeyondException when it has more than is wanted
     */
    void refuseBeyond(long last) throws Assembly.BeyondException {
        if (last > revision) {
            throw new Assembly.BeyondException("backup %s has changes up to revision %d or later, beyond %d"
                    .formatted(base.name(), last, revision));
        }
    }

    /** What a store begins with whose last change is this: that may have been a deletion that was compacted, and an empty one has 1. */
    long revision(long reached, long compacted) {
        return Math.max(Math.max(reached, base.revision()), Math.max(compacted, 1));
    }

    DamagedBackupException anotherHash(long reached) {
        return new DamagedBackupException("what backup %s and %d deltas make has another HashKV at revision %d than the"
                        .formatted(base.name(), deltas.size(), reached)
                + " member had");
    }

    /** When the newest change up to a revision had been seen. */
    public Optional<Instant> seen(long last) {
        return deltas.stream()
                .flatMap(d -> d.moments().stream())
                .filter(m -> m.revision() >= last)
                .findFirst()
                .map(m -> Instant.ofEpochMilli(m.epochMillis()))
                .or(base::taken);
    }
}
