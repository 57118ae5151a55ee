package dev.etcetera.server.corruption;

import dev.etcetera.mvcc.HashOutcome.Hashed;
import java.util.List;

/** This member's own hashes. Any thread; takes as long as reading everything. */
public interface OwnHashes {
    /** The hash of everything up to the current revision. */
    Hashed current();

    /** The hashes of the last compactions, oldest first. */
    List<Hashed> compactions();
}
