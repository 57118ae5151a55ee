package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.propose.ProposalCallback;

/** A unary call whose answer is what its proposal comes to. */
record ProposedCall<R>(Answer<R> answer) implements ProposalCallback {
    @Override
    public void applied(ApplyResult result) {
        answer.send(result);
    }

    @Override
    public void failed(EtcdError error) {
        answer.fail(error);
    }
}
