package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.mvcc.HashOutcome;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.transport.HashKvAnswer;
import dev.etcetera.server.transport.HashKvSource;
import java.util.function.Consumer;

/** Hashes the keys for another member that compares. Any thread; the pool does the work. */
final class PeerHashes implements HashKvSource {
    private final KvStore store;
    private final ReadPool pool;

    PeerHashes(KvStore store, ReadPool pool) {
        this.store = store;
        this.pool = pool;
    }

    @Override
    public void hash(long revision, Consumer<HashKvAnswer> done) {
        if (!pool.offer(() -> done.accept(answer(revision)))) {
            done.accept(new HashKvAnswer.Refused(EtcdError.TOO_MANY_REQUESTS.message()));
        }
    }

    private HashKvAnswer answer(long revision) {
        return switch (store.hashByRevision(revision)) {
            case HashOutcome.Hashed(int hash, long compactRevision, long hashRevision, long current) ->
                new HashKvAnswer.Hashed(hash, hashRevision, compactRevision, current);
            case HashOutcome.Compacted _ -> new HashKvAnswer.Refused("mvcc: required revision has been compacted");
            case HashOutcome.FutureRevision _ ->
                new HashKvAnswer.Refused("mvcc: required revision is a future revision");
        };
    }
}
