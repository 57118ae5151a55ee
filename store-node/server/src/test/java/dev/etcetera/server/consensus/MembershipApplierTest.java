package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.Bucket;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.apply.ApplyListener;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MemberJson;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import dev.etcetera.server.storage.ConsistentIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committed changes: what reaches the stored cluster, Raft, and whoever waits. */
final class MembershipApplierTest {
    private static final Member ONE = member(1);
    private static final Member TWO = member(2);

    @TempDir
    private Path dir;

    private final List<ConfChange> raft = new ArrayList<>();
    private final List<Object> heard = new ArrayList<>();
    private Backend backend;
    private Cluster cluster;
    private ConsistentIndex consistentIndex;
    private MembershipApplier applier;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.open(dir, BackendOptions.defaults());
        cluster = new Cluster(new Membership(7, new TreeMap<>(), Set.of(), Optional.empty()));
        consistentIndex = new ConsistentIndex(backend);
        applier = new MembershipApplier(
                new MembershipApplier.Stored(cluster, backend.batchTx(), consistentIndex, 1, Failpoints.NONE),
                new Raft(),
                new Waiting(),
                List.of(decision -> heard.add(decision)),
                ConfState.EMPTY);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void aChangeIsStoredWithTheConfigurationItLeadsTo() {
        applier.apply(add(1, 0, ONE));
        assertThat(cluster.members()).containsExactly(ONE);
        assertThat(applier.confState()).isEqualTo(ConfState.ofVoters(List.of(1L)));
        assertThat(backend.batchTx().get(Bucket.META, "confState".getBytes(StandardCharsets.US_ASCII)))
                .hasValue("{\"voters\":[1],\"auto_leave\":false}".getBytes(StandardCharsets.US_ASCII));
        assertThat(heard).containsExactly(new MembershipDecision.Added(ONE));
    }

    @Test
    void whoWaitsHearsTheMembersAsTheyAreThen() {
        applier.apply(add(1, 0, ONE));
        heard.clear();
        applier.apply(add(2, 42, TWO));
        assertThat(heard)
                .containsExactly(
                        new MembershipDecision.Added(TWO), "advanced", new ApplyResult.Reconfigured(List.of(ONE, TWO)));
    }

    @Test
    void aRejectedChangeIsNothingToRaft() {
        applier.apply(add(1, 0, ONE));
        raft.clear();
        heard.clear();
        applier.apply(add(2, 42, ONE));
        assertThat(raft).containsExactly(ConfChange.of(ConfChangeStep.Kind.ADD_NODE, NodeId.NONE));
        assertThat(heard).containsExactly("advanced", ApplyResult.rejected(EtcdError.MEMBER_EXIST));
    }

    @Test
    void aRejectedChangeIsNothingAlsoWhenItIsReplayedAfterARestart() {
        Entry takenAddress = add(3, 0, new Member(9, "", ONE.peerUrls(), List.of(), false));
        applier.apply(add(1, 0, ONE));
        applier.apply(takenAddress);
        consistentIndex.set(3, 1);
        raft.clear();
        heard.clear();
        applier.apply(add(1, 0, ONE));
        applier.apply(takenAddress);
        assertThat(raft).containsOnly(ConfChange.of(ConfChangeStep.Kind.ADD_NODE, NodeId.NONE));
        assertThat(heard).isEmpty();
        assertThat(cluster.members()).containsExactly(ONE);
    }

    private static Member member(long id) {
        return new Member(id, "", List.of("http://127.0.0.1:" + id), List.of(), false);
    }

    private static Entry add(long index, long requestId, Member member) {
        ConfChange change = new ConfChange(
                List.of(new ConfChangeStep(ConfChangeStep.Kind.ADD_NODE, member.id())),
                ConfChange.Transition.AUTO,
                Payload.wrap(MemberJson.encode(member).getBytes(StandardCharsets.UTF_8)));
        return new Entry(1, index, EntryType.CONF_CHANGE, Payload.wrap(ConfChangeCodec.encode(requestId, change)));
    }

    private final class Raft implements ConfigurationTarget {
        @Override
        public Optional<ConfState> applyConfChange(long index, ConfChange change) {
            raft.add(change);
            return Optional.of(ConfState.ofVoters(raft.stream()
                    .map(applied -> applied.steps().getFirst().nodeId())
                    .filter(id -> id != NodeId.NONE)
                    .toList()));
        }

        @Override
        public void onceAdvanced(Runnable action) {
            heard.add("advanced");
            action.run();
        }
    }

    private final class Waiting implements ApplyListener {
        @Override
        public boolean awaits(long requestId) {
            return requestId == 42;
        }

        @Override
        public void applied(long requestId, ApplyResult result) {
            heard.add(result);
        }
    }
}
