package dev.etcetera.backup.restore;

import dev.etcetera.api.etcdserverpb.Metadata;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.snap.Snapshotter;
import dev.etcetera.wal.Wal;
import dev.etcetera.wal.WalOptions;
import dev.etcetera.wal.WalReplay;
import dev.etcetera.wal.WalSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is in a data directory, as a member would read it. */
public record MemberFiles(Path dir) {
    /** Changes of keys as text. */
    public List<String> entries() throws IOException {
        return entries(database());
    }

    /** Those of a database file. */
    public static List<String> entries(Path database) throws IOException {
        List<String> entries = new ArrayList<>();
        try (BoltFile file = BoltFile.open(database)) {
            file.entries("key", (key, value) -> {
                ByteBuffer parts = ByteBuffer.wrap(key);
                long revision = parts.getLong();
                parts.get();
                KeyValue kv = KeyValue.parseFrom(value);
                entries.add(revision + "/" + parts.getLong() + (key.length == 18 ? "t " : " ")
                        + kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8());
            });
        }
        return entries;
    }

    /** Entries of a bucket, keys as text. */
    Map<String, byte[]> bucket(String name) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (BoltFile file = BoltFile.open(database())) {
            file.entries(name, (key, value) -> entries.put(new String(key, StandardCharsets.UTF_8), value));
        }
        return entries;
    }

    byte[] databaseBytes() throws IOException {
        return Files.readAllBytes(database());
    }

    private Path database() {
        return dir.resolve("member/snap/db");
    }

    /** The snapshot that a member begins from, checked to be the only one, and to have its file. */
    WalSnapshot checkpoint() throws IOException {
        List<WalSnapshot> valid = Wal.validSnapshots(wal());
        WalSnapshot newest = valid.getLast();
        if (new Snapshotter(dir.resolve("member/snap"))
                .loadNewest(List.of(newest))
                .isEmpty()) {
            throw new AssertionError("no .snap file of " + newest);
        }
        return newest;
    }

    HardState hardState() throws IOException {
        return Wal.verify(wal(), checkpoint());
    }

    Metadata metadata() throws IOException {
        WalReplay replay = Wal.open(wal(), checkpoint(), WalOptions.etcd((nanos, bytes) -> {}));
        replay.wal().close();
        return Metadata.parseFrom(replay.metadata());
    }

    private Path wal() {
        return dir.resolve("member/wal");
    }

    /** Names of what is beside it. */
    List<String> beside() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolveSibling(""))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> !n.equals(String.valueOf(dir.getFileName())))
                    .sorted()
                    .toList();
        }
    }
}
