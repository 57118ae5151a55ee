package dev.etcetera.e2e.bench;

import static dev.etcetera.e2e.framework.Jetcd.bytes;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Member;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What revision a member has, asked seldom enough not to be felt. Owned by one thread. */
final class Revisions implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long ANSWER_SECONDS = 5;
    private static final GetOption LOCAL =
            GetOption.builder().withSerializable(true).withCountOnly(true).build();

    private final Client client;

    private Revisions(Client client) {
        this.client = client;
    }

    /** A revision and when it was seen. */
    record Sample(long revision, long nanos) {
        double putsPerSecondUntil(Sample later) {
            return (later.revision - revision) * 1e9 / (later.nanos - nanos);
        }
    }

    static Revisions of(Member member) {
        return new Revisions(Jetcd.client(List.of(member.endpoint())));
    }

    Sample now() {
        return awaitNow(Duration.ofSeconds(ANSWER_SECONDS));
    }

    /** Of a member that may just start. */
    Sample awaitNow(Duration deadline) {
        return Await.value("an answer", deadline, this::ask);
    }

    private Optional<Sample> ask() {
        try {
            long revision = client.getKVClient()
                    .get(bytes("nothing"), LOCAL)
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .getHeader()
                    .getRevision();
            return Optional.of(new Sample(revision, System.nanoTime()));
        } catch (ExecutionException | TimeoutException notYet) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    /** The revision a little later. */
    Sample pause() {
        Await.pass(PAUSE);
        return now();
    }

    Sample awaitRevision(long revision, Duration deadline) {
        return Await.value(
                "revision " + revision, deadline, () -> Optional.of(pause()).filter(now -> now.revision() >= revision));
    }

    @Override
    public void close() {
        client.close();
    }
}
