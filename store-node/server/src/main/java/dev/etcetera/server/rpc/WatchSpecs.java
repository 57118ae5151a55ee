package dev.etcetera.server.rpc;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.WatchCreateRequest;
import dev.etcetera.api.etcdserverpb.WatchCreateRequest.FilterType;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.WatchSpec;

/** Turns a client's request for a watch into the store's terms. */
final class WatchSpecs {
    private static final ByteString SMALLEST_KEY = ByteString.copyFrom(new byte[] {0});

    private WatchSpecs() {}

    static WatchSpec of(WatchCreateRequest request) {
        ByteString key = request.getKey().isEmpty() ? SMALLEST_KEY : request.getKey();
        return new WatchSpec(
                new KeyRange(key, request.getRangeEnd()),
                request.getStartRevision(),
                request.getPrevKv(),
                request.getFiltersList().contains(FilterType.NOPUT),
                request.getFiltersList().contains(FilterType.NODELETE));
    }

    /** Whether the range ends before it begins. */
    static boolean isEmpty(WatchSpec spec) {
        KeyRange range = spec.range();
        return !range.isSingle()
                && !range.isFromKey()
                && ByteString.unsignedLexicographicalComparator().compare(range.key(), range.end()) >= 0;
    }
}
