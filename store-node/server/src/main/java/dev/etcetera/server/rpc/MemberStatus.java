package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.DowngradeInfo;
import dev.etcetera.api.etcdserverpb.StatusResponse;
import dev.etcetera.backend.Backend;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Downgrade;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftView;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How this member is doing. Any thread. */
final class MemberStatus {
    private final RaftView raft;
    private final LongSupplier appliedIndex;
    private final Cluster cluster;
    private final ResponseHeaders headers;
    private final Storage storage;
    private final Versions versions;

    /** What is asked about the backend. */
    record Storage(Backend backend, BackendQuota quota, AlarmStore alarms) {}

    /** The version clients are told, and the one the data directory has. */
    record Versions(String server, Supplier<String> storage) {}

    MemberStatus(
            RaftView raft,
            LongSupplier appliedIndex,
            Cluster cluster,
            ResponseHeaders headers,
            Storage storage,
            Versions versions) {
        this.raft = raft;
        this.appliedIndex = appliedIndex;
        this.cluster = cluster;
        this.headers = headers;
        this.storage = storage;
        this.versions = versions;
    }

    boolean isLearner() {
        return cluster.member(raft.memberId()).map(Member::learner).orElse(false);
    }

    private DowngradeInfo.Builder downgrade() {
        Downgrade known = cluster.downgrade();
        return DowngradeInfo.newBuilder().setEnabled(known.enabled()).setTargetVersion(known.target());
    }

    StatusResponse now() {
        long leader = raft.leaderId();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(headers.current())
                .setVersion(versions.server())
                .setLeader(leader)
                .setRaftIndex(raft.committedIndex())
                .setRaftAppliedIndex(appliedIndex.getAsLong())
                .setRaftTerm(raft.term())
                .setDbSize(storage.backend().sizeBytes())
                .setDbSizeInUse(storage.backend().sizeInUseBytes())
                .setDbSizeQuota(storage.quota().quotaBytes())
                .setIsLearner(isLearner())
                .setStorageVersion(versions.storage().get())
                .setDowngradeInfo(downgrade());
        if (leader == 0) {
            response.addErrors(EtcdError.NO_LEADER.message());
        }
        storage.alarms()
                .all()
                .forEach(alarm -> response.addErrors(
                        "memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm()));
        return response.build();
    }
}
