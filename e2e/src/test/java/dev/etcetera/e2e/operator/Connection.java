package dev.etcetera.e2e.operator;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection of one client, which makes a new one when a request failed. Owned by the client's thread. */
final class Connection implements AutoCloseable {
    private static final long ATTEMPT_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 50;

    private final Supplier<Client> clients;
    private @Nullable Client client;

    Connection(Supplier<Client> clients) {
        this.clients = clients;
    }

    /** One attempt; nothing when it failed. */
    <T> @Nullable T attempt(Function<Client, Future<T>> request) {
        try {
            Client used = client == null ? clients.get() : client;
            client = used;
            return request.apply(used).get(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
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
            client.close();
            client = null;
        }
    }
}
