package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.MoveLeaderResponse;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * Hands the leadership to another member when a client asks, and answers when the other leads. Any thread; the raft thread
 * and the timer end what waits.
 */
final class LeaderMoves implements RaftListener {
    private record Waiting(
            long target,
            Answer<MoveLeaderResponse> answer,
            long startNanos,
            long deadlineNanos,
            AtomicBoolean claimed) {
        /** Whoever gets true, and nobody else, answers. */
        boolean claim() {
            return claimed.compareAndSet(false, true);
        }

        boolean isOver() {
            return claimed.get();
        }
    }

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final RaftView raft;
    private final Cluster cluster;
    private final LongConsumer transferLeader;
    private final Duration timeout;
    private final ZapLog log;

    /**
     * @param timeout for clients that set no deadline
     */
    LeaderMoves(RaftView raft, Cluster cluster, LongConsumer transferLeader, Duration timeout, ZapLog log) {
        this.log = log;
        this.raft = raft;
        this.cluster = cluster;
        this.transferLeader = transferLeader;
        this.timeout = timeout;
    }

    void move(long target, Answer<MoveLeaderResponse> answer) {
        Optional<Member> member = cluster.member(target);
        if (!raft.isLeader()) {
            answer.fail(EtcdError.NOT_LEADER);
        } else if (member.isEmpty() || member.get().learner()) {
            answer.fail(EtcdError.BAD_LEADER_TRANSFEREE);
        } else {
            log.info(
                    "leadership transfer starting",
                    "local-member-id",
                    Long.toHexString(raft.memberId()),
                    "current-leader-member-id",
                    Long.toHexString(raft.memberId()),
                    "transferee-member-id",
                    Long.toHexString(target));
            long startNanos = System.nanoTime();
            waiting.add(new Waiting(target, answer, startNanos, startNanos + patienceNanos(), new AtomicBoolean()));
            transferLeader.accept(target);
            finish(raft.leaderId());
        }
    }

    @Override
    public void leaderChanged(long previousLeader, long leader, boolean isSelf, long term) {
        finish(leader);
    }

    /** Gives up what has waited too long. */
    void sweep(long nowNanos) {
        for (Waiting move : waiting) {
            if (nowNanos - move.deadlineNanos() >= 0 && move.claim()) {
                move.answer().fail(EtcdError.LEADER_TRANSFER_TIMEOUT);
            }
        }
        waiting.removeIf(Waiting::isOver);
    }

    private void finish(long leader) {
        for (Waiting move : waiting) {
            if (move.target() == leader && move.claim()) {
                log.info(
                        "leadership transfer finished",
                        "local-member-id",
                        Long.toHexString(raft.memberId()),
                        "old-leader-member-id",
                        Long.toHexString(raft.memberId()),
                        "new-leader-member-id",
                        Long.toHexString(leader),
                        "took",
                        Duration.ofNanos(System.nanoTime() - move.startNanos()));
                move.answer().send(MoveLeaderResponse.getDefaultInstance());
            }
        }
        waiting.removeIf(Waiting::isOver);
    }

    private long patienceNanos() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? timeout.toNanos() : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }
}
