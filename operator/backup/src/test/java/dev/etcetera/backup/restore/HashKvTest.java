package dev.etcetera.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backup.member.KvHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Against the definition, with everything in memory; etcd's own hashes are compared in the tests of whole programs. */
class HashKvTest {
    private static final int SEEDS = 300;
    private static final int REVISIONS = 40;

    /** A change; a deletion without a value. */
    private record Change(long revision, int sub, String key, String value) {
        byte[] at() {
            ByteBuffer at = ByteBuffer.allocate(value.isEmpty() ? 18 : 17);
            at.putLong(revision).put((byte) '_').putLong(sub);
            if (value.isEmpty()) {
                at.put((byte) 't');
            }
            return at.array();
        }

        byte[] stored() {
            return KeyValue.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setValue(ByteString.copyFromUtf8(value))
                    .build()
                    .toByteArray();
        }
    }

    @Test
    void isTheDefinitionWhateverIsCompactedAndWhateverOfThatIsStillThere() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Change> history = history(random);
            long compacted = random.nextLong(REVISIONS + 3L) - 1;
            for (List<Change> stored : List.of(history, scrubbed(history, compacted))) {
                long hash = definition(stored, compacted);
                assertThat(verdict(stored, new KvHash(REVISIONS, hash, compacted), 100_000))
                        .as("seed %d, compacted %d", seed, compacted)
                        .isEqualTo(HashKv.Verdict.EQUAL);
                // With no key left etcd's own members differ.
                assertThat(verdict(stored, new KvHash(REVISIONS, hash ^ 1, compacted), 100_000))
                        .isEqualTo(lives(history) ? HashKv.Verdict.DIFFERENT : HashKv.Verdict.UNKNOWN);
            }
            assertThat(!lives(history)
                            || definition(history, compacted) == definition(scrubbed(history, compacted), compacted))
                    .as("seed %d: a compaction changes nothing", seed)
                    .isTrue();
        }
    }

    private static boolean lives(List<Change> history) {
        Map<String, Change> newest = new HashMap<>();
        history.forEach(c -> newest.put(c.key(), c));
        return newest.values().stream().anyMatch(c -> !c.value().isEmpty());
    }

    @Test
    void nobodyKnowsWithoutAHashOfThatRevision() throws IOException {
        List<Change> history = history(new Random(1));
        assertThat(verdict(history, new KvHash(REVISIONS - 1, 5, 0), 100_000)).isEqualTo(HashKv.Verdict.UNKNOWN);
    }

    @Test
    void tooManyKeysAreNotCounted() throws IOException {
        List<Change> history = new ArrayList<>();
        for (int i = 1; i < 3000; i++) {
            history.add(new Change(i, 0, "key" + i, "v"));
        }
        assertThat(verdict(history, new KvHash(2999, definition(history, 5), 5), 60_000))
                .isEqualTo(HashKv.Verdict.UNKNOWN);
        assertThat(verdict(history, new KvHash(2999, definition(history, 5), 5), 200_000))
                .isEqualTo(HashKv.Verdict.EQUAL);
    }

    private static HashKv.Verdict verdict(List<Change> stored, KvHash said, long mostBytes) throws IOException {
        HashKv hash = new HashKv(0, 0, List.of(said), mostBytes);
        for (int pass = 0; pass < 2; pass++) {
            hash.begin();
            for (Change change : stored) {
                hash.entry(change.at(), change.stored());
            }
        }
        assertThat(hash.entries()).isEqualTo(stored.size());
        return hash.verdict();
    }

    private static List<Change> history(Random random) {
        List<Change> history = new ArrayList<>();
        int deletions = random.nextInt(5);
        for (int revision = 1; revision <= REVISIONS; revision++) {
            Set<String> keys = new HashSet<>();
            for (int sub = 0; sub <= random.nextInt(3); sub++) {
                String key = "k" + random.nextInt(8);
                if (keys.add(key)) {
                    history.add(new Change(revision, keys.size() - 1, key, random.nextInt(5) < deletions ? "" : "v"));
                }
            }
        }
        return history;
    }

    /** Of each key what is newest at the compaction, unless it was deleted before it. */
    private static List<Change> scrubbed(List<Change> history, long compacted) {
        Map<String, Change> newest = new HashMap<>();
        history.stream().filter(c -> c.revision() <= compacted).forEach(c -> newest.put(c.key(), c));
        return history.stream()
                .filter(c -> c.revision() > compacted
                        || (c.equals(newest.get(c.key())) && (!c.value().isEmpty() || c.revision() == compacted)
                        // The last change stays here, as it names the revision.
                        )
                        || c.equals(history.getLast()))
                .toList();
    }

    private static long definition(List<Change> history, long compacted) {
        Map<String, Change> newest = new HashMap<>();
        history.forEach(c -> newest.put(c.key(), c));
        newest.values().removeIf(c -> c.value().isEmpty());
        CRC32C crc = new CRC32C();
        crc.update("key".getBytes(StandardCharsets.US_ASCII));
        for (Change change : history) {
            boolean kept = newest.isEmpty() || change.equals(newest.get(change.key()));
            boolean tombstone = change.revision() == compacted && change.value().isEmpty();
            if ((change.revision() > compacted || kept) && !tombstone) {
                crc.update(change.at());
                crc.update(change.stored());
            }
        }
        return crc.getValue();
    }
}
