package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.ResponseHeader;
import java.util.function.LongSupplier;

/** Makes the header of answers. Any thread. */
public final class ResponseHeaders {
    private final long clusterId;
    private final long memberId;
    private final LongSupplier term;
    private final LongSupplier revision;

    public ResponseHeaders(long clusterId, long memberId, LongSupplier term, LongSupplier revision) {
        this.clusterId = clusterId;
        this.memberId = memberId;
        this.term = term;
        this.revision = revision;
    }

    public long memberId() {
        return memberId;
    }

    /** With the store's current revision. */
    public ResponseHeader current() {
        return at(revision.getAsLong());
    }

    public ResponseHeader at(long atRevision) {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setRevision(atRevision)
                .setRaftTerm(term.getAsLong())
                .build();
    }

    /** As the Cluster service answers: without a revision. */
    public ResponseHeader withoutRevision() {
        return at(0);
    }

    /** The header inside a transaction's answer: a revision and nothing else. */
    static ResponseHeader inner(long atRevision) {
        return ResponseHeader.newBuilder().setRevision(atRevision).build();
    }
}
