package dev.etcetera.raft;

import dev.etcetera.raft.confchange.ConfigurationRules;
import dev.etcetera.raft.log.LogStorage;
import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.tracker.Configuration;
import java.util.random.RandomGenerator;

/**
 * What a node is whatever its role: term, vote, leader, log, configuration; and the only place where roles change.
 * Owned by the raft thread.
 */
final class Raft {
    private final RaftConfig config;
    private final Trace trace;
    private final RaftLog log;
    private final Outbox outbox;
    private final ElectionTimer timer;
    private final PendingReads pendingReads = new PendingReads();
    private final TermGate termGate = new TermGate(this);
    private final Elections elections = new Elections(this);

    private long term;
    private long vote;
    private long leader = NodeId.NONE;
    private Configuration configuration;
    /** Changes up to this index are part of the snapshot that the configuration came with. */
    private long configurationIndex;

    private Role role;

    Raft(RaftConfig config, LogStorage storage, RandomGenerator random, Tracer tracer) {
        this.config = config;
        this.trace = new Trace(config.id(), tracer);
        this.log = new RaftLog(storage, config.limits().maxCommittedSizePerReadyBytes());
        this.outbox = new Outbox(config.id());
        this.timer = new ElectionTimer(config.electionTicks(), random);
        LogStorage.InitialState initial = storage.initialState();
        this.configuration = ConfigurationRules.restore(initial.confState());
        load(initial.hardState());
        if (config.appliedIndex() > 0) {
            log.appliedTo(config.appliedIndex(), 0);
        }
        this.role = new Follower(this);
        trace.started(this);
    }

    private void load(HardState state) {
        if (state.isEmpty()) {
            return;
        }
        boolean inRange = state.commit() >= log.committed() && state.commit() <= log.lastIndex();
        Invariant.check(inRange, "state.commit %d is out of range [.., %d]", state.commit(), log.lastIndex());
        log.commitTo(state.commit());
        term = state.term();
        vote = state.vote();
    }

    /** Takes a message from another node, or from this one once what it promises is durable. */
    ProposeResult step(Message message) {
        if (!termGate.admits(message)) {
            return ProposeResult.DROPPED;
        }
        if (message instanceof Message.Propose proposal) {
            return role.propose(proposal);
        }
        if (message instanceof Message.Vote request) {
            elections.answer(request);
        } else {
            role.step(message);
        }
        return ProposeResult.ACCEPTED;
    }

    void tick() {
        role.tick();
    }

    void becomeFollower(long newTerm, long newLeader) {
        reset(newTerm, newLeader);
        role = new Follower(this);
        trace.became("follower", term);
    }

    /** Changes nothing that others could see: neither the term nor the vote (thesis §9.6). */
    void becomePreCandidate() {
        Invariant.check(!isLeader(), "invalid transition [leader -> pre-candidate]");
        leader = NodeId.NONE;
        role = new PreCandidate(this);
        trace.became("pre-candidate", term);
    }

    void becomeCandidate() {
        Invariant.check(!isLeader(), "invalid transition [leader -> candidate]");
        reset(term + 1, NodeId.NONE);
        vote = id();
        role = new Candidate(this);
        trace.became("candidate", term);
    }

    void becomeLeader() {
        reset(term, id());
        Leader elected = new Leader(this);
        role = elected;
        elected.begin();
        trace.became("leader", term);
    }

    private void reset(long newTerm, long newLeader) {
        if (term != newTerm) {
            term = newTerm;
            vote = NodeId.NONE;
        }
        leader = newLeader;
        timer.reset();
    }

    /** The configuration that came with a snapshot; changes up to its index, though handed out before, are in it. */
    void restore(long index, Configuration snapshotted) {
        configurationIndex = index;
        install(snapshotted);
    }

    boolean hasConfigurationOf(long index) {
        return index <= configurationIndex;
    }

    /** A new configuration is in force, by an applied change or out of a snapshot. */
    ConfState install(Configuration next) {
        configuration = next;
        trace.configuration(next);
        role.configurationChanged();
        return next.confState();
    }

    void appliedTo(long index, long bytes, long payloadBytes) {
        long applied = Math.max(index, log.applied());
        log.appliedTo(applied, bytes);
        role.applied(applied, payloadBytes);
    }

    void appliedSnapshot(long index) {
        log.stableSnapshotTo(index);
        appliedTo(index, 0, 0);
    }

    /** Whether this node may campaign: a voter that has no snapshot still to apply. */
    boolean promotable() {
        return configuration.isVoter(id()) && !log.hasPendingSnapshot();
    }

    boolean isLeader() {
        return role instanceof Leader;
    }

    void follow(long newLeader) {
        leader = newLeader;
    }

    void voteFor(long candidate) {
        vote = candidate;
    }

    HardState hardState() {
        return new HardState(term, vote, log.committed());
    }

    long id() {
        return config.id();
    }

    long term() {
        return term;
    }

    long vote() {
        return vote;
    }

    long leader() {
        return leader;
    }

    boolean hasLeader() {
        return leader != NodeId.NONE;
    }

    Role role() {
        return role;
    }

    Configuration configuration() {
        return configuration;
    }

    RaftConfig config() {
        return config;
    }

    RaftFeatures features() {
        return config.features();
    }

    RaftLog log() {
        return log;
    }

    Outbox outbox() {
        return outbox;
    }

    ElectionTimer timer() {
        return timer;
    }

    Elections elections() {
        return elections;
    }

    PendingReads pendingReads() {
        return pendingReads;
    }

    Trace trace() {
        return trace;
    }
}
