package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyResult;

/** Hears exactly once what became of a proposal, on the apply thread or a timer: must be quick. */
public interface ProposalCallback {
    /** For proposals whose effect alone matters. */
    ProposalCallback IGNORE = new ProposalCallback() {
        @Override
        public void applied(ApplyResult result) {}

        @Override
        public void failed(EtcdError error) {}
    };

    void applied(ApplyResult result);

    /** Not known to be applied: it may still be, later. */
    void failed(EtcdError error);
}
