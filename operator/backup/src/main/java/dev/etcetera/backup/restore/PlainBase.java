package dev.etcetera.backup.restore;

import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.store.Ahead;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.bbolt.BoltPatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32C;

/**
 * A database that is restored as it is, without changes behind it: it lies where it belongs, and only its small buckets become
 * those of another cluster. Its keys are read once, twice if something is compacted, while the disk takes what was written.
 * Owned by one thread.
 */
final class PlainBase {
    private final Recipe recipe;
    private final NewCluster cluster;
    private final Path file;
    private final CRC32C crc = new CRC32C();
    private long entries;
    private long reached;

    PlainBase(Recipe recipe, NewCluster cluster, Path file) {
        this.recipe = recipe;
        this.cluster = cluster;
        this.file = file;
    }

    /** Makes it the member's; durable when it returns. */
    MemberRestore.Restored take() throws IOException {
        FutureTask<Void> written = new FutureTask<>(() -> {
            sync();
            return null;
        });
        Thread.ofPlatform().name("sync").daemon().start(written);
        long compacted;
        HashKv.Verdict verdict;
        try (BoltFile database = BoltFile.open(file)) {
            compacted = MemberDatabase.compacted(database, recipe);
            database.entries(MemberDatabase.KEYS, this::entry);
            verdict = verdict(database, compacted);
        }
        long revision = recipe.revision(reached, compacted);
        if (verdict == HashKv.Verdict.DIFFERENT) {
            throw recipe.anotherHash(revision);
        }
        var _ = Ahead.result(written);
        try (BoltFile database = BoltFile.open(file)) {
            BoltPatch.replace(file, Map.copyOf(MemberDatabase.own(database, cluster)));
        }
        sync();
        return new MemberRestore.Restored(recipe, revision, entries, verdict);
    }

    private void entry(byte[] key, byte[] value) throws IOException {
        if (entries == 0) {
            crc.update(MemberDatabase.KEYS.getBytes(StandardCharsets.US_ASCII));
        }
        reached = ByteBuffer.wrap(key).getLong();
        recipe.refuseBeyond(reached);
        entries++;
        crc.update(key);
        crc.update(value);
    }

    /** Where nothing is compacted, a hash goes over all there is. */
    private HashKv.Verdict verdict(BoltFile database, long compacted) throws IOException {
        long last = Math.max(reached, recipe.base().revision());
        Optional<KvHash> said = recipe.hashes().stream()
                .filter(k -> k.revision() == last && Math.max(0, k.compactRevision()) >= compacted)
                .findFirst();
        if (said.isEmpty()) {
            return HashKv.Verdict.UNKNOWN;
        }
        if (said.get().compactRevision() <= 0 && said.get().hash() == crc.getValue()) {
            return HashKv.Verdict.EQUAL;
        }
        HashKv hash = new HashKv(recipe.base().revision(), compacted, recipe.hashes(), MemberRestore.hashBytes());
        for (int pass = 0; pass < 2; pass++) {
            hash.begin();
            database.entries(MemberDatabase.KEYS, hash::entry);
        }
        return hash.verdict();
    }

    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
