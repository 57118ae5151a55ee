package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.propose.ProposalCallback;
import dev.etcetera.server.transport.MemberPromotion;
import dev.etcetera.server.transport.PromotionAnswer;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Gives learners their vote. The leader looks whether the learner has come up to it; any other member asks the leader, again
 * and again while there is none or it cannot be reached, until the request's time is over. Any thread.
 */
final class Promotions implements MemberPromotion {
    private static final long PAUSE_MILLIS = 100;

    private final MemberChanges changes;
    private final AppliedWait applied;
    private final Cluster cluster;
    private final RaftView raft;
    private final RpcParts.Changes parts;
    private final ScheduledExecutorService timers;

    Promotions(MemberChanges changes, AppliedWait applied, RpcParts all) {
        this.changes = changes;
        this.applied = applied;
        this.cluster = all.self().cluster();
        this.raft = all.self().raft();
        this.parts = all.changes();
        this.timers = all.threads().timers();
    }

    @Override
    public void promote(long id, Consumer<PromotionAnswer> done) {
        long deadlineNanos = System.nanoTime() + parts.requestTimeout().toNanos();
        // Whoever does not lead cannot tell, whatever it has applied: it may be the very learner, with a snapshot to
        // import.
        if (!raft.isLeader()) {
            atLeader(id, done, deadlineNanos);
            return;
        }
        here(id, answer -> {
            if (answer instanceof PromotionAnswer.Refused(EtcdError error) && error == EtcdError.NOT_LEADER) {
                atLeader(id, done, deadlineNanos);
                return;
            }
            count(answer);
            done.accept(answer);
        });
    }

    private void here(long id, Consumer<PromotionAnswer> done) {
        applied.untilCommitted(
                () -> parts.raftStatus()
                        .status(status -> LearnerReadiness.refusal(status, id)
                                .ifPresentOrElse(
                                        error -> {
                                            tell(error);
                                            done.accept(new PromotionAnswer.Refused(error));
                                        },
                                        () -> changes.promote(id, new Proposed(done)))),
                () -> done.accept(new PromotionAnswer.Refused(EtcdError.TIMEOUT_WAIT_APPLIED_INDEX)));
    }

    private void atLeader(long id, Consumer<PromotionAnswer> done, long deadlineNanos) {
        Optional<Member> leader = cluster.member(raft.leaderId());
        if (leader.isEmpty()) {
            retry(id, done, deadlineNanos);
        } else if (raft.isLeader()) {
            // Elected meanwhile: what was asked of others can be answered here.
            promote(id, done);
        } else {
            parts.forwarder().promote(leader.get().peerUrls(), id, answer -> {
                if (answer instanceof PromotionAnswer.Failed) {
                    retry(id, done, deadlineNanos);
                } else {
                    done.accept(answer);
                }
            });
        }
    }

    private void retry(long id, Consumer<PromotionAnswer> done, long deadlineNanos) {
        if (System.nanoTime() - deadlineNanos < 0) {
            ScheduledFuture<?> _ =
                    timers.schedule(() -> atLeader(id, done, deadlineNanos), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            EtcdError error = raft.leaderId() == 0 ? EtcdError.NO_LEADER : EtcdError.TIMEOUT;
            done.accept(new PromotionAnswer.Refused(error));
        }
    }

    private void tell(EtcdError error) {
        if (error == EtcdError.LEARNER_NOT_READY) {
            parts.log()
                    .warn(
                            "rejecting promote learner: learner is not ready",
                            "ready-percent-threshold",
                            LearnerReadiness.THRESHOLD);
        }
    }

    private void count(PromotionAnswer answer) {
        switch (answer) {
            case PromotionAnswer.Promoted _ -> parts.metrics().promoted();
            case PromotionAnswer.Refused(EtcdError error) -> parts.metrics().refused(error);
            case PromotionAnswer.Failed _ -> {}
        }
    }

    private record Proposed(Consumer<PromotionAnswer> done) implements ProposalCallback {
        @Override
        public void applied(ApplyResult result) {
            done.accept(
                    switch (result) {
                        case ApplyResult.Reconfigured(var members) -> new PromotionAnswer.Promoted(members);
                        case ApplyResult.Rejected(EtcdError error) -> new PromotionAnswer.Refused(error);
                        case ApplyResult.Answered _, ApplyResult.Compacting _, ApplyResult.Silent _ ->
                            throw new IllegalStateException("no answer to a membership change: " + result);
                    });
        }

        @Override
        public void failed(EtcdError error) {
            done.accept(new PromotionAnswer.Refused(error));
        }
    }
}
