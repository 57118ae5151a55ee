package dev.etcetera.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.PutResponse;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.consensus.ProposalSink;
import dev.etcetera.server.consensus.RaftView;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProposerTest {
    private static final Duration ELECTION = Duration.ofSeconds(1);
    private static final int MAX_BYTES = 1000;

    private final List<Payload> proposed = new ArrayList<>();
    private final List<Object> heard = new ArrayList<>();
    private final ProposeLimits limits = ProposeLimits.of(ELECTION, MAX_BYTES);
    private final Raft raft = new Raft();
    private final PendingRequests pending =
            new PendingRequests(limits, raft, Connectivity.ALWAYS, new ProposeMetrics(new PrometheusRegistry()));
    private final RequestIds ids = new RequestIds(1, InstantSource.system());
    private long applied;
    private boolean full;
    private boolean diskFull;

    private final Proposer proposer = new Proposer(
            new ProposalSink() {
                @Override
                public boolean hasRoom() {
                    return !diskFull;
                }

                @Override
                public boolean propose(Payload data) {
                    proposed.add(data);
                    return !full;
                }

                @Override
                public void proposeAsLeader(long term, Payload data) {
                    proposed.add(data);
                }
            },
            raft,
            () -> applied,
            pending,
            ids,
            limits);

    @Test
    void theAnswerComesWhenTheEntryIsApplied() throws InvalidProtocolBufferException {
        put(1);
        InternalRaftRequest entry =
                InternalRaftRequest.parseFrom(proposed.getFirst().array());
        long id = entry.getHeader().getID();
        assertThat(entry.getPut().getKey()).isEqualTo(ByteString.copyFromUtf8("k"));
        assertThat(pending.awaits(id)).isTrue();
        ApplyResult result = new ApplyResult.Answered(PutResponse.getDefaultInstance());
        pending.applied(id, result);
        pending.applied(id, result);
        assertThat(heard).containsExactly(result);
        assertThat(pending.awaits(id)).isFalse();
    }

    @Test
    void aLargeRequestAndALateMemberAreRefused() {
        put(MAX_BYTES);
        raft.committed = 6000;
        put(1);
        assertThat(heard).containsExactly(EtcdError.REQUEST_TOO_LARGE, EtcdError.TOO_MANY_REQUESTS);
        assertThat(proposed).isEmpty();
    }

    @Test
    void aFullQueueIsToldAtOnce() {
        full = true;
        put(1);
        assertThat(heard).containsExactly(EtcdError.TOO_MANY_REQUESTS);
    }

    @Test
    void withAFullDiskOnlyAlarmsAreProposed() {
        diskFull = true;
        put(1);
        assertThat(heard).containsExactly(EtcdError.NO_SPACE);
        assertThat(proposed).isEmpty();
        proposer.propose(
                InternalRaftRequest.newBuilder().setAlarm(AlarmRequest.getDefaultInstance()), ProposalCallback.IGNORE);
        assertThat(proposed).hasSize(1);
    }

    @Test
    void aLostProposalTimesOutAndALostLeaderIsBlamed() {
        put(1);
        pending.sweep(System.nanoTime() + Duration.ofSeconds(6).toNanos());
        assertThat(heard).isEmpty();
        pending.sweep(System.nanoTime() + Duration.ofSeconds(8).toNanos());
        put(1);
        pending.leaderChanged(1, 2, false, 3);
        pending.sweep(System.nanoTime() + Duration.ofSeconds(8).toNanos());
        assertThat(heard).containsExactly(EtcdError.TIMEOUT, EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL);
    }

    @Test
    void aStoppedMemberAnswersEverything() {
        put(1);
        pending.stop();
        put(1);
        assertThat(heard).containsExactly(EtcdError.STOPPED, EtcdError.STOPPED);
    }

    @Test
    void idsDifferBetweenMembersAndRuns() {
        long first = ids.next();
        assertThat(ids.next()).isEqualTo(first + 1);
        assertThat(first >>> 48).isEqualTo(1);
        RequestIds later =
                new RequestIds(1, () -> InstantSource.system().instant().plusMillis(5));
        assertThat(later.next()).isGreaterThan(first + 256);
        assertThat(new RequestIds(0x12345, InstantSource.system()).next() >>> 48)
                .isEqualTo(0x2345);
    }

    private void put(int size) {
        proposer.propose(
                InternalRaftRequest.newBuilder()
                        .setPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("k"))
                                .setValue(ByteString.copyFrom(new byte[size]))),
                new ProposalCallback() {
                    @Override
                    public void applied(ApplyResult result) {
                        heard.add(result);
                    }

                    @Override
                    public void failed(EtcdError error) {
                        heard.add(error);
                    }
                });
    }

    private static final class Raft implements RaftView {
        private long committed;

        @Override
        public long memberId() {
            return 1;
        }

        @Override
        public long leaderId() {
            return 1;
        }

        @Override
        public long term() {
            return 2;
        }

        @Override
        public long committedIndex() {
            return committed;
        }
    }
}
