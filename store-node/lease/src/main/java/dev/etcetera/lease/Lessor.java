package dev.etcetera.lease;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.ReadTx;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * All leases of a member. The apply thread grants, revokes, attaches and detaches; any thread renews and looks up; one thread
 * ticks. Time runs only on the leader ("primary"): elsewhere leases live forever, until the leader's revocation is applied.
 */
public final class Lessor {
    public static final long MAX_TTL_SECONDS = 9_000_000_000L;
    /** Revocations proposed in a second at most; {@link #tick} is called twice a second. */
    private static final int REVOKE_RATE = 1000;

    private static final long NO_LEASE = 0;
    private static final GrantOutcome EXISTS = new GrantOutcome.Exists();
    private static final RenewOutcome NOT_FOUND = new RenewOutcome.NotFound();
    private static final RenewOutcome NOT_PRIMARY = new RenewOutcome.NotPrimary();
    private static final RenewOutcome EXPIRED = new RenewOutcome.Expired();

    private final LeaseStore store;
    private final KeyDeleter deleter;
    private final long minTtlSeconds;
    private final LongSupplier clockMillis;
    private volatile Map<Long, Lease> leases = new ConcurrentHashMap<>();
    private final Map<ByteString, Long> leaseOfKey = new HashMap<>();
    private final LeaseQueue queue = new LeaseQueue();
    private volatile boolean primary;

    private Lessor(LeaseStore store, KeyDeleter deleter, long minTtlSeconds, LongSupplier clockMillis) {
        this.store = store;
        this.deleter = deleter;
        this.minTtlSeconds = minTtlSeconds;
        this.clockMillis = clockMillis;
    }

    /**
     * Reads the leases of a backend; their keys come through {@link #attach} when the key-value store is restored.
     *
     * @param clockMillis any origin, never going back
     */
    public static Lessor open(Backend backend, KeyDeleter deleter, long minTtlSeconds, LongSupplier clockMillis) {
        Lessor lessor = new Lessor(new LeaseStore(backend), deleter, minTtlSeconds, clockMillis);
        try (ReadTx tx = backend.readTx()) {
            lessor.restore(tx);
        }
        return lessor;
    }

    /**
     * Goes over to the leases of another database, without keys: those come through {@link #attach}. Apply thread.
     */
    public void restore(ReadTx tx) {
        Map<Long, Lease> stored = new ConcurrentHashMap<>();
        for (dev.etcetera.api.leasepb.Lease lease : LeaseStore.all(tx)) {
            long ttl = Math.max(lease.getTTL(), minTtlSeconds);
            stored.put(lease.getID(), new Lease(lease.getID(), ttl, lease.getRemainingTTL()));
        }
        leaseOfKey.clear();
        leases = stored;
        if (primary) {
            startClocks(stored.values(), 0);
        }
    }

    /** Apply thread. */
    public GrantOutcome grant(long id, long ttlSeconds) {
        if (id == NO_LEASE) {
            return new GrantOutcome.NoId();
        }
        if (ttlSeconds > MAX_TTL_SECONDS) {
            return new GrantOutcome.TtlTooLarge();
        }
        if (leases.containsKey(id)) {
            return EXISTS;
        }
        Lease lease = new Lease(id, Math.max(ttlSeconds, minTtlSeconds), 0);
        leases.put(id, lease);
        store.put(lease);
        if (primary) {
            lease.refresh(clockMillis.getAsLong(), 0);
            queue.announce(lease);
        }
        return new GrantOutcome.Granted(id, lease.ttlSeconds());
    }

    /** Apply thread. The keys and the lease go in one backend batch. */
    public RevokeOutcome revoke(long id) {
        Lease lease = leases.get(id);
        if (lease == null) {
            return new RevokeOutcome.NotFound();
        }
        List<ByteString> keys = lease.sortedKeys();
        if (!keys.isEmpty()) {
            deleter.deleteAll(keys);
        }
        keys.forEach(key -> leaseOfKey.remove(key, id));
        leases.remove(id);
        store.delete(id);
        return new RevokeOutcome.Revoked(keys.size());
    }

    /** Apply thread. Unknown leases and keys are ignored: whether a lease exists is checked before a put is applied. */
    public void attach(long id, ByteString key) {
        Lease lease = leases.get(id);
        if (lease != null) {
            lease.attach(key);
            leaseOfKey.put(key, id);
        }
    }

    /** Apply thread. */
    public void detach(long id, ByteString key) {
        Lease lease = leases.get(id);
        if (lease != null) {
            lease.detach(key);
            leaseOfKey.remove(key, id);
        }
    }

    /** Apply thread; 0 when the key has none. */
    public long leaseOf(ByteString key) {
        return leaseOfKey.getOrDefault(key, NO_LEASE);
    }

    /** Apply thread. Notes how long a lease had left when the leader said so; counts from there at the next promotion. */
    public void checkpoint(long id, long remainingTtlSeconds) {
        Lease lease = leases.get(id);
        if (lease != null) {
            lease.checkpoint(remainingTtlSeconds);
            store.put(lease);
        }
    }

    /** Any thread. A keep-alive goes through no log and no queue. */
    public RenewOutcome renew(long id) {
        if (!primary) {
            return NOT_PRIMARY;
        }
        Lease lease = leases.get(id);
        if (lease == null) {
            return NOT_FOUND;
        }
        long now = clockMillis.getAsLong();
        if (lease.isExpired(now)) {
            return EXPIRED;
        }
        lease.checkpoint(0);
        lease.refresh(now, 0);
        return new RenewOutcome.Renewed(lease.ttlSeconds());
    }

    /** Any thread. */
    public Optional<LeaseView> lookup(long id) {
        Lease lease = leases.get(id);
        return lease == null
                ? Optional.empty()
                : Optional.of(new LeaseView(id, lease.ttlSeconds(), lease.remainingMillis(clockMillis.getAsLong())));
    }

    /** Any thread: the keys attached to a lease, in order. */
    public List<ByteString> keys(long id) {
        Lease lease = leases.get(id);
        return lease == null ? List.of() : lease.sortedKeys();
    }

    /** Any thread: all ids, the one that expires first comes first. */
    public List<Long> leases() {
        return byExpiry().stream().map(Lease::id).toList();
    }

    public boolean isPrimary() {
        return primary;
    }

    /** This member leads now: every lease gets its whole time, and {@code extendMillis} for those who lost time looking for us. */
    public void promote(long extendMillis) {
        primary = true; // First: a grant that is applied meanwhile must start its own clock.
        startClocks(leases.values(), extendMillis);
    }

    private void startClocks(Collection<Lease> all, long extendMillis) {
        long now = clockMillis.getAsLong();
        all.forEach(lease -> lease.refresh(now, extendMillis));
        if (all.size() >= REVOKE_RATE) {
            new PileUp(REVOKE_RATE).spread(byExpiry(), now, extendMillis);
        }
        all.forEach(queue::announce);
    }

    /** Another member leads: time stands still here. */
    public void demote() {
        primary = false;
        leases.values().forEach(Lease::stopClock);
    }

    /** To be called twice a second by one thread: leases to revoke through the log. Empty when this member does not lead. */
    public List<Long> tick(long nowMillis) {
        if (!primary) {
            queue.forget();
            return List.of();
        }
        return queue.expired(nowMillis, REVOKE_RATE / 2, leases::get);
    }

    private List<Lease> byExpiry() {
        return leases.values().stream()
                .sorted(Comparator.comparingLong(Lease::expiryMillis).thenComparingLong(Lease::id))
                .toList();
    }
}
