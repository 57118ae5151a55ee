package dev.etcetera.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.consensus.ProposalSink;
import dev.etcetera.server.log.ZapLog;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
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

/** A leader asks everybody and sets what they have in common. */
final class ClusterVersionMonitorTest {
    private static final EtcdVersion OWN = new EtcdVersion(3, 7, 3);

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final FakeRaft raft = new FakeRaft();
    private final List<byte[]> proposed = new ArrayList<>();
    private final Map<Long, Consumer<Optional<EtcdVersion>>> asked = new HashMap<>();
    private final ProposeLimits limits = ProposeLimits.of(Duration.ofSeconds(1), 1000);
    private final PendingRequests pending =
            new PendingRequests(limits, raft, Connectivity.ALWAYS, new ProposeMetrics(new PrometheusRegistry()));
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
            pending,
            new RequestIds(1, InstantSource.system()),
            limits);

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void oneWhoDoesNotLeadAsksNobody() {
        raft.leader = 2;
        monitor("", 1, 2, 3).check();
        assertThat(asked).isEmpty();
    }

    @Test
    void theOldestMemberDecides() throws InvalidProtocolBufferException {
        monitor("", 1, 2, 3).check();
        answer(2, "3.7.1");
        assertThat(proposed).isEmpty();
        answer(3, "3.6.9");
        assertThat(version()).isEqualTo("3.6.0");
    }

    @Test
    void aMemberAloneAsksItself() throws InvalidProtocolBufferException {
        monitor("", 1).check();
        assertThat(version()).isEqualTo("3.7.0");
    }

    @Test
    void nothingIsAskedWhileAnswersOrAProposalAreAwaited() throws InvalidProtocolBufferException {
        ClusterVersionMonitor monitor = monitor("3.6.0", 1, 2);
        monitor.check();
        Consumer<Optional<EtcdVersion>> first = asked.get(2L);
        monitor.check();
        assertThat(asked.get(2L)).isSameAs(first);
        answer(2, "3.7.0");
        assertThat(version()).isEqualTo("3.7.0");
        monitor.check();
        assertThat(asked.get(2L)).isSameAs(first);
        pending.applied(requestId(), new ApplyResult.Reconfigured(List.of()));
        monitor.check();
        assertThat(asked.get(2L)).isNotSameAs(first);
    }

    @Test
    void aVersionThatIsRightIsLeftAlone() {
        ClusterVersionMonitor monitor = monitor("3.7.0", 1, 2);
        monitor.check();
        answer(2, "3.7.0");
        assertThat(proposed).isEmpty();
        asked.clear();
        monitor.check();
        assertThat(asked).containsKey(2L);
    }

    private ClusterVersionMonitor monitor(String clusterVersion, long... ids) {
        TreeMap<Long, Member> members = new TreeMap<>();
        for (long id : ids) {
            members.put(id, new Member(id, "m" + id, List.of("http://127.0.0.1:" + id), List.of(), false));
        }
        Optional<String> version = Optional.of(clusterVersion).filter(text -> !text.isEmpty());
        return new ClusterVersionMonitor(
                proposer,
                raft,
                new Cluster(new Membership(7, members, Set.of(), version)),
                OWN,
                new ClusterVersionMonitor.Surroundings(
                        (member, done) -> asked.put(member.id(), done), timers, ZapLog.discard()));
    }

    private void answer(long id, String version) {
        Objects.requireNonNull(asked.get(id)).accept(EtcdVersion.parse(version));
    }

    private String version() throws InvalidProtocolBufferException {
        return InternalRaftRequest.parseFrom(proposed.getFirst())
                .getClusterVersionSet()
                .getVer();
    }

    private long requestId() throws InvalidProtocolBufferException {
        return InternalRaftRequest.parseFrom(proposed.getFirst()).getHeader().getID();
    }
}
