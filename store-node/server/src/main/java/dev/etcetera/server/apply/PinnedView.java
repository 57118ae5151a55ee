package dev.etcetera.server.apply;

import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;

/** The store as it was at one revision, so that several reads of one transaction agree while others write. */
final class PinnedView implements KvView {
    private final KvStore store;
    private final long revision;

    PinnedView(KvStore store) {
        this.store = store;
        this.revision = store.revision();
    }

    long revision() {
        return revision;
    }

    @Override
    public RangeOutcome range(KeyRange range, RangeSpec spec) {
        if (spec.revision() > revision) {
            return new RangeOutcome.FutureRevision(revision);
        }
        RangeSpec pinned =
                spec.revision() > 0 ? spec : new RangeSpec(revision, spec.limit(), spec.countOnly(), spec.keysOnly());
        return switch (store.range(range, pinned)) {
            case RangeOutcome.Found found -> new RangeOutcome.Found(found.kvs(), found.count(), revision);
            case RangeOutcome.Compacted compacted -> compacted;
            case RangeOutcome.FutureRevision future -> future;
        };
    }
}
