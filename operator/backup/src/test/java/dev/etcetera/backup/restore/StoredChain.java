package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.chain.Deltas;
import dev.etcetera.backup.chain.ModelMember;
import dev.etcetera.backup.store.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A store in memory with one backup of a played member and deltas behind it. Owned by one test. */
public final class StoredChain {
    static final String CHAIN = "chain";
    static final String FULL = CHAIN + "/full";
    private static final int DELTAS = 4;
    private static final Instant BEGIN = Instant.parse("2026-11-29T12:00:00Z");

    public final MemoryStore store = new MemoryStore();
    final ModelMember member;
    final Backups backups;
    final Deltas deltas = new Deltas(store);
    private final long[] millis = {BEGIN.toEpochMilli()};

    public StoredChain(int seed) throws IOException {
        InstantSource clock = () -> Instant.ofEpochMilli(millis[0]++);
        backups = new Backups(store, clock);
        member = new ModelMember(new Random(seed), true, clock);
        write();
        var _ = backups.save(FULL, "me", member);
        for (int i = 0; i < DELTAS; i++) {
            addDelta();
        }
    }

    private void write() {
        for (int i = 0; i < 5; i++) {
            member.write();
        }
    }

    private void addDelta() throws IOException {
        long before = member.revision();
        write();
        member.store(deltas, FULL, "c", before, millis[0]++);
    }

    RestoreSource source(Target target) throws IOException {
        return ChainSource.of(backups, deltas, CHAIN, target);
    }

    /** Keys of what a restore reads. */
    List<String> read() throws IOException {
        List<String> keys = new ArrayList<>(store.list(FULL + "/deltas/"));
        keys.add(FULL + "/snapshot.db");
        return keys;
    }

    public byte[] object(String key) throws IOException {
        try (var in = store.read(key)) {
            return in.readAllBytes();
        }
    }

    void replace(String key, Optional<byte[]> content) throws IOException {
        store.delete(key);
        if (content.isPresent()) {
            store.put(key, content.get());
        }
    }

    /** As {@link MemberFiles#entries} gives them. */
    public List<String> expected(long revision) {
        return member.entries(revision);
    }
}
