package dev.etcetera.backend;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges layers in key order; of equal keys the earlier layer in the list wins. */
final class MergedScan {
    private MergedScan() {}

    static long run(List<ScanSource> newestFirst, byte[] toExclusive, long limit, EntryVisitor visitor) {
        var visited = 0L;
        while (limit <= 0 || visited < limit) {
            var least = least(newestFirst);
            var key = least == null ? null : least.key();
            if (least == null || key == null || isPast(key, toExclusive)) {
                break;
            }
            var value = least.value();
            advancePast(key, newestFirst);
            if (value != null) {
                visited++;
                if (!visitor.visit(key, value)) {
                    break;
                }
            }
        }
        return visited;
    }

    private static boolean isPast(byte[] key, byte[] toExclusive) {
        return toExclusive.length > 0 && Arrays.compareUnsigned(key, toExclusive) >= 0;
    }

    private static @Nullable ScanSource least(List<ScanSource> sources) {
        ScanSource least = null;
        byte[] leastKey = null;
        for (var source : sources) {
            var key = source.key();
            if (key != null && (leastKey == null || Arrays.compareUnsigned(key, leastKey) < 0)) {
                least = source;
                leastKey = key;
            }
        }
        return least;
    }

    private static void advancePast(byte[] key, List<ScanSource> sources) {
        for (var source : sources) {
            var at = source.key();
            if (at != null && Arrays.equals(at, key)) {
                source.advance();
            }
        }
    }
}
