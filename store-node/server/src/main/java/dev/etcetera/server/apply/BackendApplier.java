package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.CompactionResponse;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.mvcc.CompactOutcome;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.WriteTxn;
import java.util.Optional;

/** The end of the chain: changes keys, leases, alarms and what is known of the cluster. Owned by the apply thread. */
final class BackendApplier implements Applier {
    private final KvStore store;
    private final KeyWriter writer;
    private final TxnApplier txns;
    private final LeaseApplier leases;
    private final AlarmApplier alarms;
    private final MembershipStore membership;
    private final ResponseHeaders headers;

    BackendApplier(ApplyParts parts) {
        this.store = parts.store();
        this.headers = parts.headers();
        this.leases = new LeaseApplier(parts.lessor(), headers);
        this.writer = new KeyWriter(leases::exists);
        this.txns = new TxnApplier(store, writer, headers);
        this.alarms = new AlarmApplier(parts.alarms(), headers);
        this.membership = parts.membership();
    }

    @Override
    public ApplyResult apply(RequestKind kind, InternalRaftRequest request, boolean wanted) {
        return switch (kind) {
            case PUT -> put(request.getPut(), wanted);
            case TXN -> txns.apply(request.getTxn(), wanted);
            case DELETE_RANGE -> delete(request.getDeleteRange(), wanted);
            case RANGE -> wanted ? RangeAnswer.read(store, request.getRange(), headers) : ApplyResult.Silent.INSTANCE;
            case COMPACTION -> compact(request.getCompaction());
            case LEASE_GRANT -> leases.grant(request.getLeaseGrant());
            case LEASE_REVOKE -> leases.revoke(request.getLeaseRevoke());
            case LEASE_CHECKPOINT -> leases.checkpoint(request.getLeaseCheckpoint());
            case ALARM -> alarms.apply(request.getAlarm());
            case CLUSTER_VERSION_SET -> {
                membership.setVersion(request.getClusterVersionSet().getVer());
                yield ApplyResult.Silent.INSTANCE;
            }
            case MEMBER_ATTRIBUTES_SET -> {
                var change = request.getClusterMemberAttrSet();
                membership.updateAttributes(
                        change.getMemberID(),
                        change.getMemberAttributes().getName(),
                        change.getMemberAttributes().getClientUrlsList());
                yield ApplyResult.Silent.INSTANCE;
            }
            case DOWNGRADE_INFO_SET -> {
                var change = request.getDowngradeInfoSet();
                membership.setDowngrade(change.getEnabled(), change.getEnabled() ? change.getVer() : "");
                yield ApplyResult.Silent.INSTANCE;
            }
            // Whoever asked waits for the answer of its own member, which is not this one.
            case AUTH_READ, DOWNGRADE_VERSION_TEST -> ApplyResult.Silent.INSTANCE;
            case AUTH, UNKNOWN -> throw cannotApply(request);
        };
    }

    private ApplyResult put(PutRequest request, boolean wanted) {
        try (WriteTxn txn = store.write()) {
            Optional<EtcdError> refusal = writer.refusal(request, txn);
            if (refusal.isPresent()) {
                return ApplyResult.rejected(refusal.get());
            }
            var response = writer.put(request, txn, wanted);
            return wanted
                    ? new ApplyResult.Answered(
                            response.setHeader(headers.at(txn.revision())).build())
                    : ApplyResult.Silent.INSTANCE;
        }
    }

    private ApplyResult delete(DeleteRangeRequest request, boolean wanted) {
        try (WriteTxn txn = store.write()) {
            var response = writer.delete(request, txn, wanted);
            return wanted
                    ? new ApplyResult.Answered(
                            response.setHeader(headers.at(txn.revision())).build())
                    : ApplyResult.Silent.INSTANCE;
        }
    }

    private ApplyResult compact(CompactionRequest request) {
        return switch (store.compact(request.getRevision())) {
            case CompactOutcome.Scheduled(long revision) ->
                new ApplyResult.Compacting(
                        CompactionResponse.newBuilder()
                                .setHeader(headers.current())
                                .build(),
                        revision);
            case CompactOutcome.Compacted _ -> ApplyResult.rejected(EtcdError.COMPACTED);
            case CompactOutcome.FutureRevision _ -> ApplyResult.rejected(EtcdError.FUTURE_REVISION);
        };
    }

    /** Going on without the effect would make this member differ from the others in silence. */
    private static IllegalStateException cannotApply(InternalRaftRequest request) {
        return new IllegalStateException("this release cannot apply a committed request with the fields "
                + request.getAllFields().keySet().stream().map(f -> f.getName()).toList()
                + " and unknown fields " + request.getUnknownFields().asMap().keySet());
    }
}
