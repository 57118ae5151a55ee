package dev.etcetera.e2e.backup;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Member;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes all kinds of changes, one after the other, and remembers when it rested. Owned by one thread. */
final class Scribe implements AutoCloseable {
    private static final Duration REST = Duration.ofMillis(1200);
    private static final int KEYS = 40;

    private final Client client;
    private final String endpoint;
    private final Random random;
    private final long lease;
    private final List<Rest> rests = new ArrayList<>();
    private long revision;

    /** A time in the middle of which nothing had changed for a while, nor did for another while. */
    record Rest(Instant middle, long revision) {}

    Scribe(Member member, Random random) {
        this.endpoint = member.endpoint();
        this.client = Jetcd.client(List.of(endpoint));
        this.random = random;
        this.lease = Jetcd.get(client.getLeaseClient().grant(3600)).getID();
    }

    void write(int changes) {
        for (int i = 0; i < changes; i++) {
            revision = Math.max(revision, change());
        }
    }

    private long change() {
        KV kv = client.getKVClient();
        PutOption leased = PutOption.builder().withLeaseId(lease).build();
        return switch (random.nextInt(6)) {
            case 0 ->
                Jetcd.get(kv.delete(
                                key(),
                                DeleteOption.builder()
                                        .isPrefix(random.nextBoolean())
                                        .build()))
                        .getHeader()
                        .getRevision();
            case 1 -> Jetcd.get(kv.put(key(), value(), leased)).getHeader().getRevision();
            case 2 -> transaction(kv);
            default -> Jetcd.get(kv.put(key(), value())).getHeader().getRevision();
        };
    }

    private long transaction(KV kv) {
        List<Op> changes = new ArrayList<>();
        int first = random.nextInt(KEYS);
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            ByteSequence key = Jetcd.bytes("txn/" + (first + i));
            changes.add(
                    random.nextInt(4) == 0
                            ? Op.delete(key, DeleteOption.DEFAULT)
                            : Op.put(key, value(), PutOption.DEFAULT));
        }
        TxnResponse done = Jetcd.get(kv.txn().Then(changes.toArray(Op[]::new)).commit());
        return done.getHeader().getRevision();
    }

    private ByteSequence key() {
        return Jetcd.bytes("key/" + random.nextInt(KEYS));
    }

    private ByteSequence value() {
        return Jetcd.bytes("v".repeat(random.nextInt(2000)) + random.nextLong());
    }

    /** Of the last change. */
    long revision() {
        return revision;
    }

    void rest() {
        Await.pass(REST.dividedBy(2));
        rests.add(new Rest(Instant.now(), revision));
        Await.pass(REST.dividedBy(2));
    }

    List<Rest> rests() {
        return List.copyOf(rests);
    }

    /** The member's own hash of everything up to a revision. */
    long hash(long atRevision) {
        return Integer.toUnsignedLong(Jetcd.get(client.getMaintenanceClient().hashKV(endpoint, atRevision))
                .getHash());
    }

    @Override
    public void close() {
        client.close();
    }
}
