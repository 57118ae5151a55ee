package dev.etcetera.server.consensus;

import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.protocol.StateType;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Saves a starting member from waiting a whole election timeout for nobody ({@code --initial-election-tick-advance}). A
 * member alone campaigns at once; one of several moves its clock on to the last tick as soon as a quorum is connected,
 * so that a living leader still has a tick to make itself heard.
 */
public final class FirstElection {
    private static final long POLL_MILLIS = 10;
    /** After this many polls, about five seconds, time has done the same. */
    private static final int MAX_POLLS = 500;

    private final RaftInbox inbox;
    private final RaftView raft;
    private final Cluster cluster;
    private final PeerTransport transport;
    private final int electionTicks;
    private int polls;

    public FirstElection(RaftInbox inbox, RaftView raft, Cluster cluster, PeerTransport transport, int electionTicks) {
        this.inbox = inbox;
        this.raft = raft;
        this.cluster = cluster;
        this.transport = transport;
        this.electionTicks = electionTicks;
    }

    /** Looks again and again until there is a leader or the clock has been moved on. */
    public void watch(ScheduledExecutorService timers, AppliedIndex applied) {
        boolean configured = applied.getAsLong() > 0 && applied.getAsLong() >= raft.committedIndex();
        if (raft.leaderId() != 0 || ++polls > MAX_POLLS || (configured && hasten())) {
            return;
        }
        ScheduledFuture<?> _ = timers.schedule(() -> watch(timers, applied), POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Not while it is under way, nor while the membership is still being applied: asked again until there is a leader. */
    private static void campaign(RawNode node) {
        Status status = node.status();
        boolean waits = status.softState().state() == StateType.FOLLOWER
                && status.applied() >= status.hardState().commit();
        if (waits) {
            node.campaign();
        }
    }

    private boolean hasten() {
        int members = cluster.members().size();
        if (members == 1) {
            inbox.execute(FirstElection::campaign);
            return false;
        }
        long connected = cluster.members().stream()
                .map(Member::id)
                .filter(id -> transport.activeSince(id).isPresent())
                .count();
        // This member itself makes up the quorum.
        if (connected + 1 <= members / 2) {
            return false;
        }
        inbox.execute(node -> {
            for (int tick = 1; tick < electionTicks; tick++) {
                node.tick();
            }
        });
        return true;
    }
}
