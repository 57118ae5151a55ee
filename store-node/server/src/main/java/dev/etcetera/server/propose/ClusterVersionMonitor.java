package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.membershippb.ClusterVersionSetRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ClusterVersions;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.VersionChange;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * As leader, keeps the cluster's version at that of its oldest member, or brings it to the target of a downgrade: asks all members
 * for their versions when a term begins and every four seconds. Any thread; nothing here waits.
 */
public final class ClusterVersionMonitor implements RaftListener {
    private static final long INTERVAL_SECONDS = 4;

    private final Proposer proposer;
    private final RaftView raft;
    private final Cluster cluster;
    private final Surroundings surroundings;
    private final VersionSurvey survey;
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
        this.surroundings = surroundings;
        this.survey = new VersionSurvey(raft, cluster, own, surroundings.versions(), surroundings.log());
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
        survey.ask(this::decide);
    }

    private void decide(Map<Long, Optional<EtcdVersion>> answers) {
        Optional<EtcdVersion> current = cluster.version().flatMap(EtcdVersion::parse);
        switch (ClusterVersions.next(current, answers.values(), cluster.downgrade())) {
            case VersionChange.To(EtcdVersion version) when raft.isLeader() -> set(current, version);
            case VersionChange.Impossible(String what, EtcdVersion from, EtcdVersion target) -> {
                asking.set(false);
                tellImpossible(what, from, target);
            }
            case VersionChange.To _, VersionChange.Stay _ -> asking.set(false);
        }
    }

    private void tellImpossible(String what, EtcdVersion from, EtcdVersion target) {
        surroundings
                .log()
                .error(
                        "Cannot downgrade from " + what + " to downgrade-target",
                        "downgrade-target",
                        target.toString(),
                        what,
                        from.toString());
    }

    private void set(Optional<EtcdVersion> current, EtcdVersion next) {
        String minor = next.major() + "." + next.minor();
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
                        .setClusterVersionSet(
                                ClusterVersionSetRequest.newBuilder().setVer(next.toString())),
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
