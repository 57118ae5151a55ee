package dev.etcetera.e2e.operator;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection of one client, which goes on to the next one when a request failed. Owned by the client's thread. */
final class Connection implements AutoCloseable {
    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final long RETRY_MILLIS = 50;

    private final Supplier<Client> clients;
    private final Consumer<Client> release;
    private final Duration patience;
    private @Nullable Client client;

    /** Each client is made anew and closed when it is not wanted any more. */
    Connection(Supplier<Client> clients) {
        this(clients, Client::close, ATTEMPT);
    }

    /** Clients that somebody else keeps; an attempt with one of them takes no longer than {@code patience}. */
    Connection(Supplier<Client> clients, Consumer<Client> release, Duration patience) {
        this.clients = clients;
        this.release = release;
        this.patience = patience;
    }

    /** One attempt; nothing when it failed. */
    <T> @Nullable T attempt(Function<Client, Future<T>> request) {
        try {
            Client used = client == null ? clients.get() : client;
            client = used;
            return request.apply(used).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // Whoever is at the other end does not serve: the next attempt may find another one. One that refuses does.
            if (!(e.getCause() instanceof EtcdException refusal) || refusal.getErrorCode() == ErrorCode.UNAVAILABLE) {
                close();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    @Override
    public void close() {
        if (client != null) {
            release.accept(client);
            client = null;
        }
    }
}
