package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.propose.ProposalCallback;
import java.util.List;
import java.util.function.Function;

/** A call that is answered with the members as a change has left them. */
record MemberCall<R>(Answer<R> answer, Function<List<Member>, R> response) implements ProposalCallback {
    @Override
    public void applied(ApplyResult result) {
        switch (result) {
            case ApplyResult.Reconfigured(List<Member> members) -> answer.send(response.apply(members));
            case ApplyResult other -> answer.send(other);
        }
    }

    @Override
    public void failed(EtcdError error) {
        answer.fail(error);
    }
}
