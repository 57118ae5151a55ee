package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.LeaseCheckpoint;
import dev.etcetera.api.etcdserverpb.LeaseCheckpointRequest;
import dev.etcetera.api.etcdserverpb.LeaseCheckpointResponse;
import dev.etcetera.api.etcdserverpb.LeaseGrantRequest;
import dev.etcetera.api.etcdserverpb.LeaseGrantResponse;
import dev.etcetera.api.etcdserverpb.LeaseRevokeRequest;
import dev.etcetera.api.etcdserverpb.LeaseRevokeResponse;
import dev.etcetera.lease.GrantOutcome;
import dev.etcetera.lease.Lessor;
import dev.etcetera.lease.RevokeOutcome;

/** Grants and revokes leases as entries say. Owned by the apply thread. */
final class LeaseApplier {
    private final Lessor lessor;
    private final ResponseHeaders headers;

    LeaseApplier(Lessor lessor, ResponseHeaders headers) {
        this.lessor = lessor;
        this.headers = headers;
    }

    boolean exists(long leaseId) {
        return lessor.lookup(leaseId).isPresent();
    }

    ApplyResult grant(LeaseGrantRequest request) {
        return switch (lessor.grant(request.getID(), request.getTTL())) {
            case GrantOutcome.Granted(long id, long ttlSeconds) ->
                new ApplyResult.Answered(LeaseGrantResponse.newBuilder()
                        .setHeader(headers.current())
                        .setID(id)
                        .setTTL(ttlSeconds)
                        .build());
            case GrantOutcome.Exists _ -> ApplyResult.rejected(EtcdError.LEASE_EXISTS);
            // The member that proposed has chosen an id, if the client did not.
            case GrantOutcome.NoId _ -> ApplyResult.rejected(EtcdError.LEASE_NOT_FOUND);
            case GrantOutcome.TtlTooLarge _ -> ApplyResult.rejected(EtcdError.LEASE_TTL_TOO_LARGE);
        };
    }

    ApplyResult revoke(LeaseRevokeRequest request) {
        return switch (lessor.revoke(request.getID())) {
            case RevokeOutcome.Revoked _ ->
                new ApplyResult.Answered(LeaseRevokeResponse.newBuilder()
                        .setHeader(headers.current())
                        .build());
            case RevokeOutcome.NotFound _ -> ApplyResult.rejected(EtcdError.LEASE_NOT_FOUND);
        };
    }

    /** Leases that are not there any more are passed over: the rest of the checkpoint still counts. */
    ApplyResult checkpoint(LeaseCheckpointRequest request) {
        for (LeaseCheckpoint checkpoint : request.getCheckpointsList()) {
            lessor.checkpoint(checkpoint.getID(), checkpoint.getRemainingTTL());
        }
        return new ApplyResult.Answered(LeaseCheckpointResponse.newBuilder()
                .setHeader(headers.current())
                .build());
    }
}
