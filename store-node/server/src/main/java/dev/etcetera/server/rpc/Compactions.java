package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.CompactionResponse;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.propose.ProposalCallback;
import dev.etcetera.server.propose.Proposer;

/** Compactions that clients ask for; a physical one is answered when old revisions are really gone from the backend. */
final class Compactions {
    private final Proposer proposer;
    private final KvStore store;
    private final Runnable commitBackend;

    /**
     * @param commitBackend commits the backend's batch; called on the apply thread
     */
    Compactions(Proposer proposer, KvStore store, Runnable commitBackend) {
        this.proposer = proposer;
        this.store = store;
        this.commitBackend = commitBackend;
    }

    void compact(CompactionRequest request, Answer<CompactionResponse> answer) {
        proposer.propose(InternalRaftRequest.newBuilder().setCompaction(request), new ProposalCallback() {
            @Override
            public void applied(ApplyResult result) {
                if (request.getPhysical() && result instanceof ApplyResult.Compacting(var _, long revision)) {
                    store.onCompacted(revision, () -> {
                        commitBackend.run();
                        answer.send(result);
                    });
                } else {
                    answer.send(result);
                }
            }

            @Override
            public void failed(EtcdError error) {
                answer.fail(error);
            }
        });
    }
}
