package dev.etcetera.server.apply;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest.SortOrder;
import dev.etcetera.api.etcdserverpb.RangeRequest.SortTarget;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Answers a range: reads, filters by revision, sorts, cuts. Any thread.
 *
 * <p>The order of these steps is etcd's: a limit is given to the store only when nothing happens to the result afterwards;
 * and a sort target other than the key without a sort order sorts upwards, but only what the limit has left.
 */
public final class RangeReader {
    private RangeReader() {}

    /** Whether the store's own order is what is asked for. */
    public static boolean isDefaultOrdering(RangeRequest request) {
        return isDefaultOrdering(request.getSortTarget(), request.getSortOrder());
    }

    public static boolean hasRevisionFilters(RangeRequest request) {
        return request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
    }

    static KeyRange rangeOf(ByteString key, ByteString end) {
        return new KeyRange(key, end);
    }

    /** What the store is to be asked for. */
    static RangeSpec specOf(RangeRequest request) {
        long limit = request.getLimit();
        if (limit > 0 && (!isDefaultOrdering(request) || hasRevisionFilters(request))) {
            limit = 0;
        }
        // One more than asked for tells whether there are more.
        long asked = limit > 0 && limit < Long.MAX_VALUE ? limit + 1 : Math.max(limit, 0);
        boolean keysOnly = request.getKeysOnly() && request.getSortTarget() != SortTarget.VALUE;
        return new RangeSpec(Math.max(request.getRevision(), 0), asked, request.getCountOnly(), keysOnly);
    }

    /** Filters, sorts and cuts what the store found. The header is left to the caller. */
    static RangeResponse.Builder assemble(RangeOutcome.Found found, RangeRequest request) {
        List<KeyValue> kvs = sorted(filtered(found.kvs(), request), request);
        RangeResponse.Builder response = RangeResponse.newBuilder().setCount(found.count());
        long limit = request.getLimit();
        if (limit > 0 && kvs.size() > limit) {
            kvs = kvs.subList(0, (int) limit);
            response.setMore(true);
        }
        if (request.getKeysOnly()) {
            for (KeyValue kv : kvs) {
                response.addKvs(
                        kv.getValue().isEmpty()
                                ? kv
                                : kv.toBuilder().clearValue().build());
            }
            return response;
        }
        return response.addAllKvs(kvs);
    }

    private static boolean isDefaultOrdering(SortTarget target, SortOrder order) {
        return order == SortOrder.NONE || (target == SortTarget.KEY && order == SortOrder.ASCEND);
    }

    private static List<KeyValue> filtered(List<KeyValue> kvs, RangeRequest request) {
        if (!hasRevisionFilters(request)) {
            return kvs;
        }
        long maxMod = request.getMaxModRevision();
        long minMod = request.getMinModRevision();
        long maxCreate = request.getMaxCreateRevision();
        long minCreate = request.getMinCreateRevision();
        List<KeyValue> kept = new ArrayList<>();
        for (KeyValue kv : kvs) {
            if (within(kv.getModRevision(), minMod, maxMod) && within(kv.getCreateRevision(), minCreate, maxCreate)) {
                kept.add(kv);
            }
        }
        return kept;
    }

    private static boolean within(long revision, long min, long max) {
        return (max == 0 || revision <= max) && (min == 0 || revision >= min);
    }

    private static List<KeyValue> sorted(List<KeyValue> kvs, RangeRequest request) {
        SortTarget target = request.getSortTarget();
        SortOrder order = request.getSortOrder();
        if (target != SortTarget.KEY && order == SortOrder.NONE) {
            order = SortOrder.ASCEND;
        }
        if (isDefaultOrdering(target, order)) {
            return kvs;
        }
        Comparator<KeyValue> comparator = switch (target) {
            case KEY -> Comparator.comparing(KeyValue::getKey, ByteString.unsignedLexicographicalComparator());
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, ByteString.unsignedLexicographicalComparator());
            case UNRECOGNIZED -> throw new IllegalArgumentException("unexpected sort target");
        };
        List<KeyValue> copy = new ArrayList<>(kvs);
        copy.sort(order == SortOrder.DESCEND ? comparator.reversed() : comparator);
        return copy;
    }
}
