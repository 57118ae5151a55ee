package dev.etcetera.wal;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Small logs for tests. */
final class Logs {
    static final byte[] METADATA = "metadata".getBytes(StandardCharsets.UTF_8);
    static final long VOTE = 0x5c76a90ae78bcee7L;
    static final WalOptions SMALL = new WalOptions(4096, false, (nanos, bytes) -> {});

    private Logs() {}

    static Entry entry(long term, long index, String data) {
        return new Entry(term, index, EntryType.NORMAL, Payload.wrap(data.getBytes(StandardCharsets.UTF_8)));
    }

    static Optional<HardState> state(long term, long commit) {
        return Optional.of(new HardState(term, VOTE, commit));
    }

    /** Batches of one entry each; entry n says "value n" and is committed by the batch after it. */
    static List<Entry> write(Wal wal, int count) throws IOException {
        List<Entry> all = new ArrayList<>();
        for (int index = 1; index <= count; index++) {
            Entry entry = entry(5, index, "value " + index);
            wal.save(state(5, index - 1), List.of(entry), true);
            all.add(entry);
        }
        return all;
    }

    /** The bytes of a log with {@code count} entries, without the zeros behind them. */
    static byte[] small(Path dir, int count) throws IOException {
        try (Wal wal = Wal.create(dir, METADATA, SMALL)) {
            write(wal, count);
        }
        return trimmed(Files.readAllBytes(first(dir)));
    }

    static Path first(Path dir) {
        return dir.resolve(new SegmentName(0, 0).toString());
    }

    static byte[] trimmed(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, (end + 7) & -8);
    }

    /** Puts one segment with these bytes, and zeros up to {@code size}, into an empty directory. */
    static Path place(Path dir, byte[] bytes, int size) throws IOException {
        Files.createDirectories(dir);
        Files.write(first(dir), Arrays.copyOf(bytes, size));
        return dir;
    }

    static byte[] unzipped(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(Logs.class.getResourceAsStream(resource))) {
            return new GZIPInputStream(new ByteArrayInputStream(in.readAllBytes())).readAllBytes();
        }
    }
}
