package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.InternalRaftRequest;

/** One link of the chain corrupt → capped → quota → backend. Called on the apply thread. */
interface Applier {
    /**
     * Applies a committed request.
     *
     * @param wanted whether somebody on this member waits for the answer; without it only the effect matters
     */
    ApplyResult apply(RequestKind kind, InternalRaftRequest request, boolean wanted);
}
