package dev.etcetera.server.compact;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.CompactionResponse;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.config.CompactionConfig;
import dev.etcetera.server.consensus.ProposalSink;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.LogLevel;
import dev.etcetera.server.log.LogOptions;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.propose.Connectivity;
import dev.etcetera.server.propose.PendingRequests;
import dev.etcetera.server.propose.ProposeLimits;
import dev.etcetera.server.propose.ProposeMetrics;
import dev.etcetera.server.propose.Proposer;
import dev.etcetera.server.propose.RequestIds;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AutoCompactionTest {
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LogSink sink = LogSink.to(
            out, new LogOptions(LogLevel.INFO, LogOptions.Format.CONSOLE, List.of()), InstantSource.system());
    private final BlockingQueue<Payload> proposed = new LinkedBlockingQueue<>();
    private final AtomicLong revision = new AtomicLong(1);
    private final Raft raft = new Raft();
    private final ProposeLimits limits = ProposeLimits.of(Duration.ofSeconds(1), 1000);
    private final PendingRequests pending =
            new PendingRequests(limits, raft, Connectivity.ALWAYS, new ProposeMetrics(new PrometheusRegistry()));

    private void start() {
        CompactionConfig config =
                new CompactionConfig(CompactionConfig.Mode.PERIODIC, TimeUnit.MILLISECONDS.toNanos(20));
        Proposer proposer = new Proposer(
                new ProposalSink() {
                    @Override
                    public boolean propose(Payload data) {
                        return proposed.add(data);
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
        new AutoCompaction(
                        Compactor.of(config, System.nanoTime(), 1),
                        revision::incrementAndGet,
                        raft,
                        proposer,
                        new AutoCompaction.Surroundings(timers, System::nanoTime, sink::named))
                .start();
    }

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    private InternalRaftRequest nextProposal() throws InterruptedException, InvalidProtocolBufferException {
        Payload payload = Objects.requireNonNull(proposed.poll(10, TimeUnit.SECONDS), "no proposal within 10 s");
        return InternalRaftRequest.parseFrom(payload.array());
    }

    private long answerNext(ApplyResult result) throws InterruptedException, InvalidProtocolBufferException {
        InternalRaftRequest request = nextProposal();
        assertThat(request.hasCompaction()).isTrue();
        pending.applied(request.getHeader().getID(), result);
        return request.getCompaction().getRevision();
    }

    @Test
    void theLeaderGoesOnAfterEachAnswerAndTellsIt() throws Exception {
        start();
        assertThat(answerNext(ApplyResult.rejected(EtcdError.COMPACTED))).isEqualTo(1);
        long failed = answerNext(ApplyResult.rejected(EtcdError.NO_SPACE));
        long compacted = answerNext(new ApplyResult.Compacting(CompactionResponse.getDefaultInstance(), failed));
        assertThat(compacted).isGreaterThanOrEqualTo(failed).isGreaterThan(1);
        nextProposal();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("starting auto periodic compaction\t{\"revision\":1,\"compact-period\":\"20ms\"}")
                .containsPattern("completed auto periodic compaction\t\\{\"revision\":1,.*\"took\":\"")
                .containsPattern("warn\t.*failed auto periodic compaction\t\\{\"revision\":" + failed
                        + ",.*\"retry-interval\":\"2ms\",\"error\":\"etcdserver: mvcc: database space exceeded\"")
                .containsPattern("completed auto periodic compaction\t\\{\"revision\":" + compacted + ",");
    }

    @Test
    void aFollowerProposesNothingUntilItLeads() throws Exception {
        raft.leader = 2;
        start();
        while (revision.get() < 30) {
            assertThat(proposed.poll(1, TimeUnit.MILLISECONDS)).isNull();
        }
        raft.leader = 1;
        assertThat(answerNext(ApplyResult.rejected(EtcdError.COMPACTED))).isGreaterThan(1);
    }

    private static final class Raft implements RaftView {
        private volatile long leader = 1;

        @Override
        public long memberId() {
            return 1;
        }

        @Override
        public long leaderId() {
            return leader;
        }

        @Override
        public long term() {
            return 2;
        }

        @Override
        public long committedIndex() {
            return 0;
        }
    }
}
