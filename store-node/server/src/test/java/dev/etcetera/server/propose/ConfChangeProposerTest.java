package dev.etcetera.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.cluster.DecodedConfChange;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ConfChangeProposerTest {
    private static final ConfChange REMOVE = ConfChange.of(ConfChangeStep.Kind.REMOVE_NODE, 9);

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<DecodedConfChange> proposed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final PendingRequests pending = new PendingRequests(
            ProposeLimits.of(Duration.ofSeconds(1), 1000),
            new FakeRaft(),
            Connectivity.ALWAYS,
            new ProposeMetrics(new PrometheusRegistry()));
    private final AtomicInteger drops = new AtomicInteger();

    private final ConfChangeProposer proposer =
            new ConfChangeProposer(this::take, pending, new RequestIds(1, InstantSource.system()), timers);

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void theAnswerComesWithTheNumberInTheChange() throws InterruptedException {
        proposer.propose(REMOVE, callback());
        DecodedConfChange change = proposed.take();
        assertThat(change.change()).isEqualTo(REMOVE);
        ApplyResult result = new ApplyResult.Reconfigured(List.of());
        pending.applied(change.requestId(), result);
        assertThat(heard.take()).isEqualTo(result);
    }

    @Test
    void whatWasDroppedIsProposedAgainUnderTheSameNumber() throws InterruptedException {
        drops.set(2);
        proposer.propose(REMOVE, callback());
        DecodedConfChange first = proposed.take();
        assertThat(proposed.take()).isEqualTo(first);
        assertThat(proposed.take()).isEqualTo(first);
        assertThat(drops).hasNegativeValue();
    }

    @Test
    void whatTheLeaderHasPutNothingInThePlaceOfIsProposedOnceMore() throws InterruptedException {
        proposer.propose(REMOVE, callback());
        assertThat(proposed.take()).isEqualTo(proposed.take());
    }

    @Test
    void otherAddressesAreProposedOnce() throws InterruptedException {
        proposer.propose(ConfChange.of(ConfChangeStep.Kind.UPDATE_NODE, 9), callback());
        proposed.take();
        assertThat(proposed.poll(2, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void whoHasStoppedWaitingIsNotProposedFor() throws InterruptedException {
        drops.set(Integer.MAX_VALUE);
        proposer.propose(REMOVE, callback());
        proposed.take();
        pending.stop();
        assertThat(heard.take()).isEqualTo(EtcdError.STOPPED);
        while (proposed.poll(200, TimeUnit.MILLISECONDS) != null) {
            // Attempts that were under way.
        }
        assertThat(proposed).isEmpty();
    }

    private void take(Payload encoded, Runnable dropped) {
        boolean drop = drops.getAndDecrement() > 0;
        proposed.add(ConfChangeCodec.decode(EntryType.CONF_CHANGE, encoded));
        if (drop) {
            dropped.run();
        }
    }

    private ProposalCallback callback() {
        return new ProposalCallback() {
            @Override
            public void applied(ApplyResult result) {
                heard.add(result);
            }

            @Override
            public void failed(EtcdError error) {
                heard.add(error);
            }
        };
    }
}
