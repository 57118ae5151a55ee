package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;

/** While the alarm CORRUPT is raised, nothing is read from or written to the store. */
final class CorruptApplier implements Applier {
    private final AlarmStore alarms;
    private final Applier next;

    CorruptApplier(AlarmStore alarms, Applier next) {
        this.alarms = alarms;
        this.next = next;
    }

    @Override
    public ApplyResult apply(RequestKind kind, InternalRaftRequest request, boolean wanted) {
        return alarms.active(AlarmType.CORRUPT) && isStopped(kind)
                ? ApplyResult.rejected(EtcdError.CORRUPT)
                : next.apply(kind, request, wanted);
    }

    private static boolean isStopped(RequestKind kind) {
        return switch (kind) {
            case PUT, TXN, DELETE_RANGE, RANGE, COMPACTION, LEASE_GRANT, LEASE_REVOKE -> true;
            case LEASE_CHECKPOINT,
                    ALARM,
                    CLUSTER_VERSION_SET,
                    MEMBER_ATTRIBUTES_SET,
                    DOWNGRADE_INFO_SET,
                    DOWNGRADE_VERSION_TEST,
                    AUTH_READ,
                    AUTH,
                    UNKNOWN -> false;
        };
    }
}
