package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history of puts, deletes, transactions and compactions given to etcd 3.7.3: our hashes must be its hashes. */
final class HashKvGoldenTest {
    @TempDir
    private Path dir;

    @Test
    void hashesEqualThoseOfEtcdAtEveryStep() throws IOException {
        try (var backend = Backend.open(dir, BackendOptions.defaults());
                var store = KvStore.open(backend, KvStoreOptions.defaults().withCompactionBatchLimit(3))) {
            var line = 0;
            for (var command : script()) {
                line++;
                run(store, command.split(" ", -1), "line " + line + ": " + command);
            }
            assertThat(line).isGreaterThan(500);
        }
    }

    /** Between the announcement of a compaction and its end, members must already agree. */
    @Test
    void scrubDoesNotChangeTheHash() throws IOException {
        try (var backend = Backend.open(dir, BackendOptions.defaults());
                var store = KvStore.open(backend, KvStoreOptions.defaults().withCompactionBatchLimit(2))) {
            for (var i = 0; i < 40; i++) {
                put(store, "k" + i % 7, "v" + i);
                if (i % 5 == 0) {
                    delete(store, "k" + i % 3, "");
                }
            }
            var compactRevision = store.revision() - 9;
            store.compact(compactRevision);
            var announced = store.hashByRevision(0);
            var steps = 0;
            while (store.compactionPending()) {
                store.compactionStep();
                assertThat(store.hashByRevision(0)).isEqualTo(announced);
                steps++;
            }
            assertThat(steps).isGreaterThan(5);
            assertThat(store.compactionHashes()).hasSize(1);
            assertThat(store.hashByRevision(compactRevision)).isInstanceOf(HashOutcome.Hashed.class);
        }
    }

    private static void run(KvStore store, String[] words, String where) {
        switch (words[0]) {
            case "put" -> put(store, words[1], words[2]);
            case "del" -> delete(store, words[1], words.length > 2 ? words[2] : "");
            case "txn" -> transact(store, String.join(" ", List.of(words).subList(1, words.length)));
            case "compact" -> compact(store, Long.parseLong(words[1]), words[2], where);
            case "hash" ->
                assertThat(store.hashByRevision(Long.parseLong(words[1])))
                        .as(where)
                        .isEqualTo(expected(store, words));
            default -> throw new IllegalArgumentException(where);
        }
    }

    private static HashOutcome expected(KvStore store, String[] words) {
        return switch (words[2]) {
            case "compacted" -> new HashOutcome.Compacted(store.compactRevision());
            case "future" -> new HashOutcome.FutureRevision(store.revision());
            default ->
                new HashOutcome.Hashed(
                        (int) Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[5]));
        };
    }

    private static void compact(KvStore store, long revision, String outcome, String where) {
        var got = store.compact(revision);
        if (outcome.equals("ok")) {
            assertThat(got).as(where).isInstanceOf(CompactOutcome.Scheduled.class);
        } else {
            assertThat(got).as(where).isInstanceOf(CompactOutcome.Compacted.class);
        }
        while (store.compactionPending()) {
            store.compactionStep();
        }
    }

    private static void put(KvStore store, String key, String value) {
        try (var txn = store.write()) {
            txn.put(bytes(key), bytes(value), 0);
        }
    }

    private static void delete(KvStore store, String from, String to) {
        try (var txn = store.write()) {
            txn.delete(new KeyRange(bytes(from), bytes(to)));
        }
    }

    private static void transact(KvStore store, String operations) {
        try (var txn = store.write()) {
            for (var operation : operations.split(";", -1)) {
                var words = operation.split(" ", -1);
                if (words[0].equals("put")) {
                    txn.put(bytes(words[1]), bytes(words[2]), 0);
                } else {
                    txn.delete(KeyRange.single(bytes(words[1])));
                }
            }
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text.equals("\\0") ? "\0" : text);
    }

    private static List<String> script() throws IOException {
        var resource = Objects.requireNonNull(HashKvGoldenTest.class.getResourceAsStream("/hashkv-etcd-3.7.3.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
