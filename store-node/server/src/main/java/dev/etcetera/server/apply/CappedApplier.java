package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;

/** While the alarm NOSPACE is raised, nothing that makes the store grow is applied; deletes and compactions are. */
final class CappedApplier implements Applier {
    private final AlarmStore alarms;
    private final Applier next;

    CappedApplier(AlarmStore alarms, Applier next) {
        this.alarms = alarms;
        this.next = next;
    }

    @Override
    public ApplyResult apply(RequestKind kind, InternalRaftRequest request, boolean wanted) {
        return alarms.active(AlarmType.NOSPACE) && QuotaApplier.cost(kind, request) > 0
                ? ApplyResult.rejected(EtcdError.NO_SPACE)
                : next.apply(kind, request, wanted);
    }
}
