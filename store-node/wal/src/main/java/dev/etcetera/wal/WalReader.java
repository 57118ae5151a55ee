package dev.etcetera.wal;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the segments of a log and reads them to the end. */
final class WalReader {
    /** What was read, and from where appending may go on. */
    record Read(LogContents contents, List<Segment> segments, long offset, int crc, boolean torn) {}

    private interface Opener {
        Segment open(Path dir, SegmentName name) throws IOException;
    }

    private WalReader() {}

    /** Snapshots that the log knows to be committed, oldest first. Not while this process has the log open: see {@link Segment}. */
    static List<WalSnapshot> validSnapshots(Path dir) throws IOException {
        List<SegmentName> names = withoutGap(dir, names(dir));
        Read read = read(dir, names, LogContents.withoutEntries(), Segment::openForRead);
        close(read.segments());
        return read.contents().validSnapshots();
    }

    static HardState verify(Path dir, WalSnapshot from) throws IOException {
        return contents(dir, from).hardState();
    }

    static List<Entry> entries(Path dir, WalSnapshot from) throws IOException {
        return contents(dir, from).entries();
    }

    private static LogContents contents(Path dir, WalSnapshot from) throws IOException {
        Read read = read(dir, select(dir, from), LogContents.after(from), Segment::openForRead);
        close(read.segments());
        requireStart(read, from);
        return read.contents();
    }

    /** Leaves the segments open and locked. */
    static Read openLocked(Path dir, WalSnapshot from) throws IOException {
        Read read = read(dir, select(dir, from), LogContents.after(from), Segment::openLocked);
        try {
            requireStart(read, from);
        } catch (IOException e) {
            close(read.segments());
            throw e;
        }
        return read;
    }

    private static List<SegmentName> names(Path dir) throws IOException {
        List<SegmentName> names = SegmentName.list(dir);
        if (names.isEmpty()) {
            throw new NoSuchFileException(dir.toString(), null, "wal: file not found");
        }
        return names;
    }

    private static List<SegmentName> select(Path dir, WalSnapshot from) throws IOException {
        List<SegmentName> names = SegmentName.from(names(dir), from.index());
        if (names.isEmpty()) {
            throw new WalCorruptException(
                    dir.resolve(names(dir).getFirst().toString()),
                    0,
                    "the segments before it, with what follows index %d, are missing".formatted(from.index()));
        }
        return withoutGap(dir, names);
    }

    private static List<SegmentName> withoutGap(Path dir, List<SegmentName> names) throws WalCorruptException {
        Optional<SegmentName> gap = SegmentName.gap(names);
        if (gap.isPresent()) {
            throw new WalCorruptException(dir.resolve(gap.get().toString()), 0, "the segment before it is missing");
        }
        return names;
    }

    private static Read read(Path dir, List<SegmentName> names, LogContents contents, Opener opener)
            throws IOException {
        List<Segment> segments = new ArrayList<>();
        try {
            for (SegmentName name : names) {
                segments.add(opener.open(dir, name));
            }
            WalDecoder decoder = new WalDecoder(segments);
            boolean torn = contents.readAll(decoder);
            return new Read(contents, segments, decoder.offset(), decoder.crc(), torn);
        } catch (IOException e) {
            close(segments);
            throw e;
        } catch (InternalError fault) {
            // How the JVM tells that a page of a mapped file could not be read.
            close(segments);
            throw new IOException("wal: a file in " + dir + " cannot be read: the disk failed", fault);
        }
    }

    private static void requireStart(Read read, WalSnapshot from) throws IOException {
        if (!read.contents().startFound()) {
            throw new WalCorruptException(
                    read.segments().getFirst().path(),
                    0,
                    "the record of the snapshot at index %d, term %d, is missing".formatted(from.index(), from.term()));
        }
    }

    static void close(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            segment.channel().close();
        }
    }
}
