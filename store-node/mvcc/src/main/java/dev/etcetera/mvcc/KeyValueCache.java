package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.KeyValue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values that were read one by one lately, by revision: a revision never changes, so nothing is ever invalidated. Any
 * thread; a slot is simply overwritten. At most 4096 values of up to 1 KiB.
 */
final class KeyValueCache {
    private static final int SLOTS = 4096;
    private static final int MAX_VALUE_BYTES = 1024;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

    @Nullable
    KeyValue get(long main, long sub) {
        var slot = slots.getAcquire(index(main, sub));
        return slot != null && slot.main == main && slot.sub == sub ? slot.keyValue : null;
    }

    void put(long main, long sub, KeyValue keyValue) {
        if (keyValue.getValue().size() <= MAX_VALUE_BYTES) {
            slots.setRelease(index(main, sub), new Slot(main, sub, keyValue));
        }
    }

    private static int index(long main, long sub) {
        return (int) (((main * 31 + sub) * MIX) >>> (Long.SIZE - Integer.numberOfTrailingZeros(SLOTS)));
    }

    private record Slot(long main, long sub, KeyValue keyValue) {}
}
