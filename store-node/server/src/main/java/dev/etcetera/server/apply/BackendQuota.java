package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.function.LongSupplier;

/** How much the backend may grow, and what a request is going to add to it by etcd's estimate. Any thread. */
public final class BackendQuota {
    public static final long DEFAULT_BYTES = 2L * 1024 * 1024 * 1024;

    /** What a lease is reckoned to take. */
    public static final int LEASE_COST = 64;

    private static final int KEY_OVERHEAD = 256;

    private final long quotaBytes;
    private final LongSupplier sizeBytes;

    /**
     * @param quotaBytes 0 = the default of 2 GiB, negative = no quota
     */
    public BackendQuota(long quotaBytes, LongSupplier sizeBytes) {
        this.quotaBytes = quotaBytes == 0 ? DEFAULT_BYTES : quotaBytes;
        this.sizeBytes = sizeBytes;
    }

    public long quotaBytes() {
        return quotaBytes;
    }

    /** Whether something of this cost fits; what costs nothing always does. */
    public boolean available(long cost) {
        return cost == 0 || quotaBytes < 0 || sizeBytes.getAsLong() + cost < quotaBytes;
    }

    public static long cost(PutRequest request) {
        return KEY_OVERHEAD
                + (long) request.getKey().size()
                + request.getValue().size();
    }

    /** A transaction costs what the dearer of its branches puts. */
    public static long cost(TxnRequest request) {
        return Math.max(cost(request.getSuccessList()), cost(request.getFailureList()));
    }

    private static long cost(List<RequestOp> operations) {
        long sum = 0;
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut()) {
                sum += cost(operation.getRequestPut());
            } else if (operation.hasRequestTxn()) {
                sum += cost(operation.getRequestTxn());
            }
        }
        return sum;
    }
}
