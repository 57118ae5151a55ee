package dev.etcetera.server.transport;

import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;
import java.util.function.Consumer;

/** The answers of a store that knows lease 7 and revisions up to 9. */
final class TestStore implements LeaseForwarding, HashKvSource {
    @Override
    public void renew(long leaseId, Consumer<LeaseRenewal> done) {
        done.accept(leaseId == 7 ? new LeaseRenewal.Renewed(60) : new LeaseRenewal.NotFound());
    }

    @Override
    public void timeToLive(long leaseId, boolean keys, Consumer<LeaseLookup> done) {
        done.accept(
                leaseId == 7
                        ? new LeaseLookup.Found(LeaseTimeToLiveResponse.newBuilder()
                                .setID(7)
                                .setTTL(42)
                                .setGrantedTTL(60)
                                .build())
                        : new LeaseLookup.Failed("not the primary lessor"));
    }

    @Override
    public void hash(long revision, Consumer<HashKvAnswer> done) {
        done.accept(
                revision <= 9
                        ? new HashKvAnswer.Hashed(-1, revision, 3, 9)
                        : new HashKvAnswer.Refused("mvcc: required revision is a future revision"));
    }
}
