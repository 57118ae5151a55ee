package dev.etcetera.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Downgrade;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.consensus.ProposalSink;
import dev.etcetera.server.log.ZapLog;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A downgrade ends when the last member runs the older release, and not before. */
final class DowngradeMonitorTest {
    @TempDir
    private Path dir;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final FakeRaft raft = new FakeRaft();
    private final List<byte[]> proposed = new ArrayList<>();
    private final Map<Long, Consumer<Optional<EtcdVersion>>> asked = new HashMap<>();
    private final ProposeLimits limits = ProposeLimits.of(Duration.ofSeconds(1), 1000);
    private final Proposer proposer = new Proposer(
            new ProposalSink() {
                @Override
                public boolean propose(Payload data) {
                    return proposed.add(data.array());
                }

                @Override
                public void proposeAsLeader(long term, Payload data) {
                    throw new AssertionError("nothing here ends with a leadership");
                }
            },
            raft,
            () -> 0,
            new PendingRequests(limits, raft, Connectivity.ALWAYS, new ProposeMetrics(new PrometheusRegistry())),
            new RequestIds(1, InstantSource.system()),
            limits);

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void itEndsWhenAllRunTheTarget() throws IOException {
        monitor(new Downgrade(true, "3.6.0"), "3.6.8").check();
        answer(2, "3.6.1");
        assertThat(proposed).isEmpty();
        answer(3, "3.6.11");
        assertThat(ended()).isTrue();
    }

    @Test
    void oneThatRunsAnotherOrIsSilentKeepsItGoing() throws IOException {
        DowngradeMonitor monitor = monitor(new Downgrade(true, "3.6.0"), "3.6.8");
        monitor.check();
        answer(2, "3.6.1");
        answer(3, "3.7.3");
        monitor.check();
        answer(2, "3.6.1");
        answer(3, "");
        assertThat(proposed).isEmpty();
        monitor.check();
        answer(2, "3.6.1");
        answer(3, "3.6.1");
        assertThat(ended()).isTrue();
    }

    @Test
    void nobodyIsAskedWithoutADowngradeOrByAFollower() throws IOException {
        monitor(Downgrade.NONE, "3.7.3").check();
        raft.leader = 2;
        monitor(new Downgrade(true, "3.6.0"), "3.6.8").check();
        assertThat(asked).isEmpty();
    }

    private DowngradeMonitor monitor(Downgrade downgrade, String own) throws IOException {
        TreeMap<Long, Member> members = new TreeMap<>();
        for (long id = 1; id <= 3; id++) {
            members.put(id, new Member(id, "m" + id, List.of("http://127.0.0.1:" + id), List.of(), false));
        }
        Cluster cluster = new Cluster(new Membership(7, members, Set.of(), Optional.of("3.6.0")));
        try (Backend backend = Backend.open(dir, BackendOptions.defaults())) {
            cluster.setDowngrade(downgrade, backend.batchTx());
        }
        return new DowngradeMonitor(
                proposer,
                raft,
                cluster,
                EtcdVersion.parse(own).orElseThrow(),
                new ClusterVersionMonitor.Surroundings(
                        (member, done) -> asked.put(member.id(), done), timers, ZapLog.discard()));
    }

    private void answer(long id, String version) {
        Objects.requireNonNull(asked.get(id)).accept(EtcdVersion.parse(version));
    }

    private boolean ended() throws InvalidProtocolBufferException {
        assertThat(proposed).hasSize(1);
        InternalRaftRequest request = InternalRaftRequest.parseFrom(proposed.getFirst());
        return request.hasDowngradeInfoSet() && !request.getDowngradeInfoSet().getEnabled();
    }
}
