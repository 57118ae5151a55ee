package dev.etcetera.server.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.protocol.Payload;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReadIndexServiceTest {
    private static final Executor HERE = Runnable::run;
    private static final long LEADER = 7;

    private final List<Payload> asked = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong applied = new AtomicLong();
    private final ReadIndexService reads = new ReadIndexService(
            asked::add,
            ids::incrementAndGet,
            applied::get,
            Duration.ofSeconds(7),
            new ReadMetrics(new PrometheusRegistry()));

    @Test
    void readsThatComeWhileOneIsAskedForShareTheNextQuestion() {
        linearize("a");
        linearize("b");
        linearize("c");
        assertThat(asked).hasSize(1);
        reads.readIndexConfirmed(0, asked.getFirst());
        assertThat(heard).containsExactly("a ready");
        assertThat(asked).hasSize(2);
        reads.readIndexConfirmed(0, asked.getLast());
        assertThat(heard).containsExactly("a ready", "b ready", "c ready");
    }

    @Test
    void aReadWaitsUntilItsIndexIsApplied() {
        linearize("a");
        reads.readIndexConfirmed(5, asked.getFirst());
        applied.set(4);
        reads.applied(4);
        assertThat(heard).isEmpty();
        applied.set(5);
        reads.applied(5);
        assertThat(heard).containsExactly("a ready");
    }

    @Test
    void aNewLeaderMakesClientsAskAgain() {
        linearize("a");
        reads.leaderChanged(LEADER, 0, false, 2);
        assertThat(heard).isEmpty();
        reads.leaderChanged(0, LEADER, false, 3);
        assertThat(heard).containsExactly("a " + EtcdError.LEADER_CHANGED);
        reads.readIndexConfirmed(0, asked.getFirst());
        assertThat(heard).hasSize(1);
    }

    @Test
    void anUnansweredQuestionIsRepeatedAndEitherAnswerWillDo() {
        linearize("a");
        long now = System.nanoTime();
        reads.sweep(now + Duration.ofMillis(400).toNanos());
        assertThat(asked).hasSize(1);
        reads.sweep(now + Duration.ofMillis(600).toNanos());
        assertThat(asked).hasSize(2);
        reads.readIndexConfirmed(0, asked.getFirst());
        assertThat(heard).containsExactly("a ready");
    }

    @Test
    void aQuestionThatIsNeverAnsweredTimesOut() {
        linearize("a");
        reads.sweep(System.nanoTime() + Duration.ofSeconds(8).toNanos());
        assertThat(heard).containsExactly("a " + EtcdError.TIMEOUT);
    }

    @Test
    void aStoppingMemberRefusesReads() {
        linearize("a");
        reads.stop();
        linearize("b");
        assertThat(heard).containsExactly("a " + EtcdError.STOPPED, "b " + EtcdError.STOPPED);
    }

    private void linearize(String name) {
        reads.linearize(HERE, new ReadWaiter() {
            @Override
            public void ready() {
                heard.add(name + " ready");
            }

            @Override
            public void failed(EtcdError error) {
                heard.add(name + " " + error);
            }
        });
    }
}
