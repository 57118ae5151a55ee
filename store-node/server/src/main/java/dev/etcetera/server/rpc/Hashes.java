package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.HashKVResponse;
import dev.etcetera.api.etcdserverpb.HashResponse;
import dev.etcetera.mvcc.HashOutcome;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.apply.ResponseHeaders;

/** Hashes of what this member holds, to be compared with those of others. Reads everything: not for an event loop. */
final class Hashes {
    private final KvStore store;
    private final ResponseHeaders headers;

    Hashes(KvStore store, ResponseHeaders headers) {
        this.store = store;
        this.headers = headers;
    }

    /** Of the whole backend. */
    HashResponse all() {
        long revision = store.revision();
        return HashResponse.newBuilder()
                .setHash(store.hash())
                .setHeader(headers.at(revision))
                .build();
    }

    /** Of the keys up to a revision, 0 = the current one. */
    ApplyResult keys(long revision) {
        return switch (store.hashByRevision(revision)) {
            case HashOutcome.Hashed(int hash, long compactRevision, long hashRevision, long current) ->
                new ApplyResult.Answered(HashKVResponse.newBuilder()
                        .setHash(hash)
                        .setCompactRevision(compactRevision)
                        .setHashRevision(hashRevision)
                        .setHeader(headers.at(current))
                        .build());
            case HashOutcome.Compacted _ -> ApplyResult.rejected(EtcdError.COMPACTED);
            case HashOutcome.FutureRevision _ -> ApplyResult.rejected(EtcdError.FUTURE_REVISION);
        };
    }
}
