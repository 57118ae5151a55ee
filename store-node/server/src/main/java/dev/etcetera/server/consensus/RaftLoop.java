package dev.etcetera.server.consensus;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.RaftStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Owns the raft thread, which alone touches the {@link RawNode} and its log in memory. Each turn drains the inbox as one
 * batch and hands out what the node wants done. It waits for nobody: not for the disk, not for the apply thread.
 *
 * <pre>
 *              messages that promise nothing ----------------> transport
 * raft thread  appends --> WAL thread: write, one fsync --> the messages that promise it
 *              applies --> apply thread        |
 *       ^  ^                   |               |
 *       |  +---- applied ------+               |
 *       +------- appended ---------------------+
 * </pre>
 *
 * <p>Nothing needs to wait for a change of membership to be applied either (etcd's own server does): the node does not
 * campaign while one is committed and not applied, a leader takes no other one until it is, and an answer that arrives
 * meanwhile is counted in the configuration that is in force.
 *
 * <p>A disk that finishes nothing for an election timeout makes this member as good as dead: it stops its clock, its
 * proposals and its heartbeats, so that it cannot go on leading without being able to write.
 */
public final class RaftLoop {
    private static final int LARGEST_BATCH = 4_096;

    private final RawNode node;
    private final Parts parts;
    private final Mailbox<RaftCommand> mailbox;
    private final Ticker ticker;
    private final Thread thread;
    private final WaitingProposals proposals = new WaitingProposals();
    private final List<RaftAction> onceApplied = new ArrayList<>();
    private final RaftNews news;
    private final StorageReports reports;
    private final Appends appends;
    private boolean stopping;

    /** What the loop works with, besides the node and its storage. */
    public record Parts(
            RaftInbox inbox,
            Published published,
            PeerTransport transport,
            ApplyLoop applyLoop,
            AppliedIndex appliedIndex,
            List<RaftListener> listeners,
            FaultHandler faults,
            Failpoints failpoints,
            ZapLog log) {
        public Parts {
            listeners = List.copyOf(listeners);
        }
    }

    /** {@code electionTicks} ticks are what a disk may take for a write before the member counts as dead. */
    public RaftLoop(RawNode node, RaftStorage storage, Parts parts, long tickMillis, int electionTicks) {
        this.node = node;
        this.parts = parts;
        this.mailbox = parts.inbox().mailbox();
        this.ticker = new Ticker(TimeUnit.MILLISECONDS.toNanos(tickMillis));
        this.news = new RaftNews(parts.published(), parts.listeners());
        this.reports = new StorageReports(mailbox);
        long patienceNanos = TimeUnit.MILLISECONDS.toNanos(tickMillis * electionTicks);
        this.appends = new Appends(node, storage, parts, reports, patienceNanos);
        this.thread = Thread.ofPlatform().name("raft").unstarted(this::loop);
        parts.published().update(node.status().hardState());
    }

    public void start() {
        appends.start();
        thread.start();
    }

    /** Ends the threads and closes the log; what was proposed and not yet appended is lost, as in a crash. */
    public void stop() throws InterruptedException {
        parts.inbox().execute(raft -> stopping = true);
        thread.join();
        appends.stop();
    }

    private void loop() {
        try {
            while (!stopping) {
                turn();
            }
        } catch (RuntimeException fault) {
            parts.faults().fatal("raft invariant broken", fault);
        } finally {
            parts.inbox().close();
        }
    }

    private void turn() {
        if (mailbox.size() == 0 && !node.hasReady()) {
            mailbox.await(ticker.untilNext(System.nanoTime()));
        }
        long now = System.nanoTime();
        boolean stalled = appends.stalled(now);
        if (ticker.due(now) && !stalled) {
            node.tick();
        }
        drain(stalled);
        while (node.hasReady()) {
            perform(node.ready());
        }
        // Before looking for reports that came quietly meanwhile: who reports looks at this afterwards.
        parts.published().othersHold(proposals.isEmpty() ? node.othersHold() : Long.MAX_VALUE);
        appends.memory().compact();
    }

    /** Steps what is queued; proposals that stand side by side become one append. */
    private void drain(boolean stalled) {
        int taken = 0;
        for (@Nullable RaftCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            switch (command) {
                case RaftCommand.Propose propose -> proposals.add(propose.entries());
                case RaftCommand.Step step -> appends.memory().step(step.message());
                case RaftCommand.ReadIndex read -> readIndex(read, stalled);
                case RaftCommand.Run(RaftAction action) -> action.run(node);
                case RaftCommand.Appended(StorageAppend append) -> appends.durable(append);
                case RaftCommand.Applied(StorageApply apply) -> applied(apply);
                case RaftCommand.OnceApplied(RaftAction action) -> onceApplied.add(action);
                case RaftCommand.Checkpoint checkpoint -> appends.checkpoint(checkpoint);
            }
            if (++taken >= LARGEST_BATCH) {
                break;
            }
        }
        propose(stalled);
    }

    /** Who asks in vain asks again. */
    private void readIndex(RaftCommand.ReadIndex read, boolean stalled) {
        if (!stalled) {
            node.readIndex(read.context());
        }
    }

    private void applied(StorageApply apply) {
        node.applied(apply);
        for (RaftAction action : onceApplied) {
            action.run(node);
        }
        onceApplied.clear();
    }

    /**
     * Proposals wait while a few appends are under way: what comes meanwhile makes one append and one message to each
     * member, instead of many small ones. They wait for a stalled disk too.
     */
    private void propose(boolean stalled) {
        if (!stalled && appends.takesMore()) {
            proposals.offerTo(node);
        }
        proposals.forgetTooMany();
    }

    private void perform(Ready ready) {
        news.announce(ready, node);
        if (parts.published().isLeader()) {
            parts.failpoints().hit(Failpoint.RAFT_BEFORE_LEADER_SEND);
        }
        parts.transport().send(ready.messages());
        ready.append().ifPresent(appends::write);
        ready.apply().ifPresent(this::apply);
    }

    private void apply(StorageApply apply) {
        parts.applyLoop().commit(apply.entries(), () -> reports.applied(apply));
        news.committed(apply);
    }
}
