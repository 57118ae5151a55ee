package dev.etcetera.server.apply;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.Compare;
import dev.etcetera.api.etcdserverpb.Compare.CompareTarget;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;
import java.util.List;

/** The guards of a transaction. A comparison with a range holds when it holds for every key of the range. */
final class Compares {
    private Compares() {}

    static boolean hold(List<Compare> compares, KvView view) {
        for (Compare compare : compares) {
            if (!holds(compare, view)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Compare compare, KvView view) {
        RangeOutcome outcome =
                view.range(RangeReader.rangeOf(compare.getKey(), compare.getRangeEnd()), RangeSpec.current());
        if (!(outcome instanceof RangeOutcome.Found(List<KeyValue> kvs, long _, long _))) {
            return false;
        }
        if (kvs.isEmpty()) {
            // A value that is not there is not even equal to the empty one; revisions and leases that are not there are
            // 0.
            return compare.getTarget() != CompareTarget.VALUE && holds(compare, KeyValue.getDefaultInstance());
        }
        for (KeyValue kv : kvs) {
            if (!holds(compare, kv)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        // A target_union of another kind than the target reads as 0 or empty, which is what etcd compares with.
        int difference = switch (compare.getTarget()) {
            case VALUE -> ByteString.unsignedLexicographicalComparator().compare(kv.getValue(), compare.getValue());
            case CREATE -> Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(kv.getModRevision(), compare.getModRevision());
            case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
            case LEASE -> Long.compare(kv.getLease(), compare.getLease());
            case UNRECOGNIZED -> 0;
        };
        return switch (compare.getResult()) {
            case EQUAL -> difference == 0;
            case NOT_EQUAL -> difference != 0;
            case GREATER -> difference > 0;
            case LESS -> difference < 0;
            case UNRECOGNIZED -> true;
        };
    }
}
