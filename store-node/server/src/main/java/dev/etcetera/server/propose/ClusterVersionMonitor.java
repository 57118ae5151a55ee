package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.membershippb.ClusterVersionSetRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ClusterVersions;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * As leader, keeps the cluster's version at that of its oldest member: asks all members for theirs when a term begins and
 * every four seconds. Any thread; nothing here waits.
 */
public final class ClusterVersionMonitor implements RaftListener {
    private static final long INTERVAL_SECONDS = 4;

    private final Proposer proposer;
    private final RaftView raft;
    private final Cluster cluster;
    private final EtcdVersion own;
    private final Surroundings surroundings;
    /** One round of questions at a time. */
    private final AtomicBoolean asking = new AtomicBoolean();

    /** Asks a member for the version of its server; answers once, empty when it cannot be had. */
    @FunctionalInterface
    public interface Versions {
        void of(Member member, Consumer<Optional<EtcdVersion>> done);
    }

    /** Whom it asks, what wakes it, and where it tells what it does. */
    public record Surroundings(Versions versions, ScheduledExecutorService timers, ZapLog log) {}

    public ClusterVersionMonitor(
            Proposer proposer, RaftView raft, Cluster cluster, EtcdVersion own, Surroundings surroundings) {
        this.proposer = proposer;
        this.raft = raft;
        this.cluster = cluster;
        this.own = own;
        this.surroundings = surroundings;
    }

    /** Looks again and again from now on. */
    public void start() {
        ScheduledFuture<?> _ = surroundings
                .timers()
                .scheduleWithFixedDelay(this::check, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void committedInTerm(long term) {
        ScheduledFuture<?> _ = surroundings.timers().schedule(this::check, 0, TimeUnit.SECONDS);
    }

    void check() {
        if (!raft.isLeader() || !asking.compareAndSet(false, true)) {
            return;
        }
        List<Member> members = cluster.members();
        Map<Long, Optional<EtcdVersion>> answers = new ConcurrentHashMap<>();
        answers.put(raft.memberId(), Optional.of(own));
        members.stream()
                .filter(member -> member.id() != raft.memberId())
                .forEach(member -> surroundings
                        .versions()
                        .of(member, version -> answered(answers, members.size(), member, version)));
        if (members.size() <= 1) {
            decide(answers);
        }
    }

    private void answered(
            Map<Long, Optional<EtcdVersion>> answers, int awaited, Member member, Optional<EtcdVersion> version) {
        if (version.isPresent() && version.get().compareTo(own) > 0) {
            surroundings
                    .log()
                    .warn(
                            "leader found higher-versioned member",
                            "local-member-version",
                            own.toString(),
                            "remote-member-id",
                            Long.toHexString(member.id()),
                            "remote-member-version",
                            version.get().toString());
        }
        boolean last;
        synchronized (answers) {
            answers.put(member.id(), version);
            last = answers.size() == awaited;
        }
        if (last) {
            decide(answers);
        }
    }

    private void decide(Map<Long, Optional<EtcdVersion>> answers) {
        Optional<EtcdVersion> current = cluster.version().flatMap(EtcdVersion::parse);
        Optional<EtcdVersion> next = ClusterVersions.next(current, answers.values());
        if (next.isEmpty() || !raft.isLeader()) {
            asking.set(false);
            return;
        }
        String minor = next.get().major() + "." + next.get().minor();
        current.ifPresentOrElse(
                from -> surroundings
                        .log()
                        .info(
                                "updating cluster version using v3 API",
                                "from",
                                from.major() + "." + from.minor(),
                                "to",
                                minor),
                () -> surroundings
                        .log()
                        .info("setting up initial cluster version using v3 API", "cluster-version", minor));
        proposer.propose(
                InternalRaftRequest.newBuilder()
                        .setClusterVersionSet(ClusterVersionSetRequest.newBuilder()
                                .setVer(next.get().toString())),
                new Told(minor));
    }

    private final class Told implements ProposalCallback {
        private final String minor;

        Told(String minor) {
            this.minor = minor;
        }

        @Override
        public void applied(ApplyResult result) {
            asking.set(false);
            surroundings.log().info("cluster version is updated", "cluster-version", minor);
        }

        @Override
        public void failed(EtcdError error) {
            asking.set(false);
            surroundings.log().warn("failed to update cluster version", "error", error.message());
        }
    }
}
