package dev.etcetera.server.apply;

import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;

/** What the store, a pinned revision of it and an open write transaction have in common: keys can be read. */
@FunctionalInterface
interface KvView {
    RangeOutcome range(KeyRange range, RangeSpec spec);
}
