package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;

/**
 * Answers {@link EtcdError#NO_SPACE} to a write that goes over the quota, and yet applies it: members differ in the size of
 * their files, never in what they hold. The alarm that follows stops further writes on all of them at the same entry.
 */
final class QuotaApplier implements Applier {
    private final BackendQuota quota;
    private final Applier next;

    QuotaApplier(BackendQuota quota, Applier next) {
        this.quota = quota;
        this.next = next;
    }

    @Override
    public ApplyResult apply(RequestKind kind, InternalRaftRequest request, boolean wanted) {
        boolean available = quota.available(cost(kind, request));
        ApplyResult result = next.apply(kind, request, wanted);
        return available || result instanceof ApplyResult.Rejected ? result : ApplyResult.rejected(EtcdError.NO_SPACE);
    }

    /** What the request makes the backend grow by, 0 for what writes no keys or leases. */
    static long cost(RequestKind kind, InternalRaftRequest request) {
        return switch (kind) {
            case PUT -> BackendQuota.cost(request.getPut());
            case TXN -> BackendQuota.cost(request.getTxn());
            case LEASE_GRANT -> BackendQuota.LEASE_COST;
            case DELETE_RANGE,
                    RANGE,
                    COMPACTION,
                    LEASE_REVOKE,
                    LEASE_CHECKPOINT,
                    ALARM,
                    CLUSTER_VERSION_SET,
                    MEMBER_ATTRIBUTES_SET,
                    DOWNGRADE_INFO_SET,
                    DOWNGRADE_VERSION_TEST,
                    AUTH_READ,
                    AUTH,
                    UNKNOWN -> 0;
        };
    }
}
