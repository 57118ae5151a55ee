package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.membershippb.DowngradeInfoSetRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.consensus.RaftView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** As leader, ends a downgrade once every member runs the release it leads to. Any thread; nothing here waits. */
public final class DowngradeMonitor {
    private final Proposer proposer;
    private final RaftView raft;
    private final Cluster cluster;
    private final ClusterVersionMonitor.Surroundings surroundings;
    private final VersionSurvey survey;
    /** One round of questions at a time. */
    private final AtomicBoolean asking = new AtomicBoolean();

    public DowngradeMonitor(
            Proposer proposer,
            RaftView raft,
            Cluster cluster,
            EtcdVersion own,
            ClusterVersionMonitor.Surroundings surroundings) {
        this.proposer = proposer;
        this.raft = raft;
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.survey = new VersionSurvey(raft, cluster, own, surroundings.versions(), surroundings.log());
    }

    /** Looks again and again from now on; an interval of nothing means never, as in etcd. */
    public void start(Duration interval) {
        if (interval.isPositive()) {
            ScheduledFuture<?> _ = surroundings
                    .timers()
                    .scheduleWithFixedDelay(this::check, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void check() {
        Optional<EtcdVersion> target = cluster.downgrade().version();
        if (target.isPresent() && raft.isLeader() && asking.compareAndSet(false, true)) {
            survey.ask(answers -> decide(target.get(), answers));
        }
    }

    private void decide(EtcdVersion target, Map<Long, Optional<EtcdVersion>> answers) {
        if (!allRun(target, answers) || !raft.isLeader()) {
            asking.set(false);
            return;
        }
        surroundings.log().info("the cluster has been downgraded", "cluster-version", target.toString());
        proposer.propose(
                InternalRaftRequest.newBuilder()
                        .setDowngradeInfoSet(
                                DowngradeInfoSetRequest.newBuilder().setEnabled(false)),
                new ProposalCallback() {
                    @Override
                    public void applied(ApplyResult result) {
                        asking.set(false);
                    }

                    @Override
                    public void failed(EtcdError error) {
                        asking.set(false);
                        surroundings.log().warn("failed to cancel downgrade", "error", error.message());
                    }
                });
    }

    private boolean allRun(EtcdVersion target, Map<Long, Optional<EtcdVersion>> answers) {
        for (Map.Entry<Long, Optional<EtcdVersion>> answer : answers.entrySet()) {
            Optional<EtcdVersion> minor = answer.getValue().map(EtcdVersion::ofCluster);
            if (minor.isPresent() && !minor.get().equals(target)) {
                surroundings
                        .log()
                        .warn(
                                "remotes server has mismatching etcd version",
                                "remote-member-id",
                                Long.toHexString(answer.getKey()),
                                "current-server-version",
                                minor.get().toString(),
                                "target-version",
                                target.toString());
            }
            if (!minor.equals(Optional.of(target))) {
                return false;
            }
        }
        return true;
    }
}
