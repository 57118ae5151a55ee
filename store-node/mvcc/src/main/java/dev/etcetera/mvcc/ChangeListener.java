package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.KeyValue;
import java.util.List;

/** Told about each finished transaction, on the apply thread, after its revision is published. */
@FunctionalInterface
interface ChangeListener {
    /** A change without create revision is a deletion. */
    void changed(long revision, List<KeyValue> changes);

    /** The store goes over to another state, which {@code change} does; afterwards the revision is a later one. */
    default void restoring(Runnable change) {
        change.run();
    }
}
