package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.KeyValue;
import java.util.List;

/** The answer to a range. */
public sealed interface RangeOutcome {
    /**
     * Keys in order.
     *
     * @param count all keys of the range at that revision, whatever the limit
     * @param revision the store's current revision when it was read, for the response header
     */
    record Found(List<KeyValue> kvs, long count, long revision) implements RangeOutcome {}

    record Compacted(long compactRevision) implements RangeOutcome {}

    record FutureRevision(long revision) implements RangeOutcome {}
}
