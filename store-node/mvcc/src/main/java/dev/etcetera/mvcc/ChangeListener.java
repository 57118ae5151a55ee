package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.KeyValue;
import java.util.List;

/** Told about each finished transaction, on the apply thread, after its revision is published. */
@FunctionalInterface
interface ChangeListener {
    /** A change without create revision is a deletion. */
    void changed(long revision, List<KeyValue> changes);
}
