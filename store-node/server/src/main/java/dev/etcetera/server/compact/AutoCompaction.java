package dev.etcetera.server.compact;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.propose.ProposalCallback;
import dev.etcetera.server.propose.Proposer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks a compactor at each of its intervals and, on the leader, proposes what it decides. Each step arranges the next one,
 * on a timer or from a proposal's answer, so that only one thread at a time has the compactor.
 */
public final class AutoCompaction {
    private final Compactor compactor;
    private final LongSupplier currentRevision;
    private final RaftView raft;
    private final Proposer proposer;
    private final Surroundings surroundings;
    private final ZapLog log;

    /** Where it waits, the time in nanoseconds, and loggers by name. */
    public record Surroundings(ScheduledExecutorService timers, LongSupplier nanoTime, Function<String, ZapLog> logs) {}

    public AutoCompaction(
            Compactor compactor,
            LongSupplier currentRevision,
            RaftView raft,
            Proposer proposer,
            Surroundings surroundings) {
        this.compactor = compactor;
        this.currentRevision = currentRevision;
        this.raft = raft;
        this.proposer = proposer;
        this.surroundings = surroundings;
        this.log = surroundings.logs().apply("v3compactor/" + compactor.mode());
    }

    /** Begins to wait for the first interval's end; stops with the timers or the proposer. */
    public void start() {
        ScheduledFuture<?> _ =
                surroundings.timers().schedule(this::step, compactor.interval().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void step() {
        long now = now();
        OptionalLong revision = compactor.decide(now, currentRevision.getAsLong(), raft.isLeader());
        if (revision.isEmpty()) {
            start();
            return;
        }
        tell("starting", revision.getAsLong());
        proposer.propose(
                InternalRaftRequest.newBuilder()
                        .setCompaction(CompactionRequest.newBuilder().setRevision(revision.getAsLong())),
                new Outcome(revision.getAsLong(), now));
    }

    private long now() {
        return surroundings.nanoTime().getAsLong();
    }

    private void tell(String what, long revision, Object... more) {
        Object[] fields = new Object[4 + more.length];
        fields[0] = "revision";
        fields[1] = revision;
        fields[2] = compactor.retention().name();
        fields[3] = compactor.retention().value();
        System.arraycopy(more, 0, fields, 4, more.length);
        String message = what + " auto " + compactor.mode() + " compaction";
        if (what.equals("failed")) {
            log.warn(message, fields);
        } else {
            log.info(message, fields);
        }
    }

    /** What became of one compaction; the next interval begins when it is known. */
    private final class Outcome implements ProposalCallback {
        private final long revision;
        private final long startNanos;

        Outcome(long revision, long startNanos) {
            this.revision = revision;
            this.startNanos = startNanos;
        }

        @Override
        public void applied(ApplyResult result) {
            // A client may have compacted further: what was wanted is done all the same.
            if (result instanceof ApplyResult.Rejected(EtcdError error) && error != EtcdError.COMPACTED) {
                failed(error);
                return;
            }
            long now = now();
            compactor.compacted(revision, now);
            tell("completed", revision, "took", Duration.ofNanos(now - startNanos));
            start();
        }

        @Override
        public void failed(EtcdError error) {
            if (error == EtcdError.STOPPED) {
                return;
            }
            tell("failed", revision, "retry-interval", compactor.interval(), "error", error.message());
            start();
        }
    }
}
