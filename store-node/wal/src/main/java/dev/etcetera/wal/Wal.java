package dev.etcetera.wal;

import com.google.protobuf.ByteString;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log, in etcd's own files. Owned by the raft thread.
 *
 * <p>A batch is encoded into one buffer, written at once and made durable by one fsync. After a failed write or fsync nobody
 * knows what is on the disk: every later call fails, and the member must stop.
 */
public final class Wal implements Closeable {
    private final Path dir;
    private final byte[] metadata;
    private final WalOptions options;
    private final Disk disk;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final SegmentPipeline pipeline;
    private final WalEncoder encoder;
    private final Allocation allocation;
    private HardState state = HardState.EMPTY;
    private long lastIndex;
    private long durableTo;
    /** Nothing from here on may be deleted. */
    private volatile SegmentName firstHeld;

    private @Nullable IOException failure;

    private Wal(Path dir, byte[] metadata, WalOptions options, Disk disk, List<Segment> open, int crc)
            throws IOException {
        this.dir = dir;
        this.metadata = metadata.clone();
        this.options = options;
        this.disk = disk;
        segments.addAll(open);
        firstHeld = segments.getFirst().name();
        pipeline = new SegmentPipeline(dir, options.segmentBytes(), options.fullDisk());
        encoder = new WalEncoder(segments.getLast().channel(), crc, options.fullDisk());
        allocation = new Allocation(options.segmentBytes(), options.fullDisk());
        allocation.ahead(segments.getLast(), encoder.position());
        durableTo = encoder.position();
    }

    /** True when the directory holds a log. */
    public static boolean exists(Path dir) throws IOException {
        return !SegmentName.list(dir).isEmpty();
    }

    /** Snapshots that the log knows to be committed, oldest first. To be called before {@link #open}, not while it is open. */
    public static List<WalSnapshot> validSnapshots(Path dir) throws IOException {
        return WalReader.validSnapshots(dir);
    }

    /** The entries after a snapshot, read only. Not while this process has the log open. */
    public static List<Entry> entries(Path dir, WalSnapshot from) throws IOException {
        return WalReader.entries(dir, from);
    }

    /** Reads the log from a snapshot on without changing anything; returns the last hard state. Not while it is open. */
    public static HardState verify(Path dir, WalSnapshot from) throws IOException {
        return WalReader.verify(dir, from);
    }

    /** Makes a new log; it appears whole or not at all. */
    public static Wal create(Path dir, byte[] metadata, WalOptions options) throws IOException {
        return create(dir, metadata, options, Disk.REAL);
    }

    static Wal create(Path dir, byte[] metadata, WalOptions options, Disk disk) throws IOException {
        if (exists(dir)) {
            throw new FileAlreadyExistsException(dir.toString());
        }
        Path draft = WalDirectory.newDraft(dir);
        SegmentName name = new SegmentName(0, 0);
        Path file = draft.resolve(name.toString());
        FileChannel channel = Segment.create(file);
        Segment.lock(channel, file);
        Segment.extend(channel, options.segmentBytes());
        Segment segment = new Segment(dir.resolve(name.toString()), name, channel);
        Wal wal = new Wal(dir, metadata, options, disk, List.of(segment), 0);
        wal.encoder.head();
        wal.encoder.metadata(metadata);
        wal.saveSnapshot(WalSnapshot.EMPTY);
        WalDirectory.publish(draft, dir);
        return wal;
    }

    /** Opens a log from a snapshot it has a record of; drops a write that a crash cut off, refuses any other damage. */
    public static WalReplay open(Path dir, WalSnapshot from, WalOptions options) throws IOException {
        return open(dir, from, options, Disk.REAL);
    }

    static WalReplay open(Path dir, WalSnapshot from, WalOptions options, Disk disk) throws IOException {
        WalReader.Read read = WalReader.openLocked(dir, from);
        LogContents contents = read.contents();
        Segment tail = read.segments().getLast();
        try {
            Optional<WalReplay.Repair> repair =
                    read.torn() ? Optional.of(WalRepair.dropTail(tail, read.offset())) : Optional.empty();
            Segment.extend(tail.channel(), options.segmentBytes());
            tail.channel().position(read.offset());
            byte[] metadata = contents.metadata()
                    .orElseThrow(() -> new WalCorruptException(tail.path(), 0, "it has no metadata"));
            Wal wal = new Wal(dir, metadata, options, disk, read.segments(), read.crc());
            wal.state = contents.hardState();
            wal.lastIndex = contents.lastIndex();
            return new WalReplay(wal, ByteString.copyFrom(metadata), contents.hardState(), contents.entries(), repair);
        } catch (IOException e) {
            WalReader.close(read.segments());
            throw e;
        }
    }

    /** Appends a batch. With {@code sync} it is durable on return; without, it survives the process but not the machine. */
    public void save(Optional<HardState> newState, List<Entry> entries, boolean sync) throws IOException {
        requireSound();
        try {
            for (Entry entry : entries) {
                encoder.entry(entry);
                lastIndex = entry.index();
            }
            if (newState.isPresent() && !newState.get().isEmpty()) {
                state = newState.get();
                encoder.state(state);
            }
            if (encoder.position() >= options.segmentBytes() && pipeline.awaitPrepared()) {
                cut();
                return;
            }
            encoder.flush();
            if (sync) {
                syncTail();
            }
            if (encoder.position() > options.segmentBytes() / 2) {
                pipeline.prepare();
            }
            allocation.ahead(segments.getLast(), encoder.position());
        } catch (IOException e) {
            throw poisoned(e);
        }
    }

    /** Bytes that can be appended whatever becomes of the disk. Any thread. */
    public long allocatedRoom() {
        return allocation.room();
    }

    /** Whether so many bytes may be taken on the log's volume without using up what is held in reserve. Any thread. */
    public boolean hasRoomFor(long bytes) {
        return options.fullDisk().hasRoomFor(bytes);
    }

    /** Notes a snapshot, durably. Its `.snap` file must be on disk before. */
    public void saveSnapshot(WalSnapshot snapshot) throws IOException {
        requireSound();
        try {
            encoder.snapshot(ConfStates.encode(snapshot).toByteArray());
            lastIndex = Math.max(lastIndex, snapshot.index());
            encoder.flush();
            syncTail();
        } catch (IOException e) {
            throw poisoned(e);
        }
    }

    /** Makes everything saved so far durable. */
    public void sync() throws IOException {
        requireSound();
        try {
            encoder.flush();
            syncTail();
        } catch (IOException e) {
            throw poisoned(e);
        }
    }

    /** Lets go of segments that hold nothing from {@code index} on; {@link #purge} may then delete them. */
    public void releaseTo(long index) throws IOException {
        List<Segment> held = new ArrayList<>(segments);
        for (int i = 0; i + 1 < held.size() && held.get(i + 1).name().index() < index; i++) {
            segments.removeFirst();
            held.get(i).channel().close();
        }
        firstHeld = segments.getFirst().name();
    }

    /** Deletes the oldest released segments while there are more than {@code keep} files; returns which. Any thread. */
    public List<Path> purge(int keep) throws IOException {
        List<SegmentName> names = SegmentName.list(dir);
        SegmentName needed = firstHeld;
        List<Path> deleted = new ArrayList<>();
        for (SegmentName name : names) {
            if (names.size() - deleted.size() <= keep || name.compareTo(needed) >= 0) {
                break;
            }
            Path file = dir.resolve(name.toString());
            Files.delete(file);
            deleted.add(file);
        }
        return deleted;
    }

    private void cut() throws IOException {
        encoder.flush();
        Segment full = segments.getLast();
        full.channel().truncate(encoder.position());
        syncTail();
        Path prepared = pipeline.nextPath();
        FileChannel channel = pipeline.take();
        SegmentName name = new SegmentName(full.name().sequence() + 1, lastIndex + 1);
        Segment next = new Segment(dir.resolve(name.toString()), name, channel);
        segments.addLast(next);
        durableTo = 0;
        allocation.begins(options.segmentBytes());
        encoder.switchTo(channel);
        encoder.metadata(metadata);
        if (!state.isEmpty()) {
            encoder.state(state);
        }
        encoder.flush();
        syncTail();
        Files.move(prepared, next.path(), StandardCopyOption.ATOMIC_MOVE);
        Disk.syncDirectory(dir);
    }

    private void syncTail() throws IOException {
        if (options.unsafeNoFsync()) {
            return;
        }
        long begin = System.nanoTime();
        try {
            disk.sync(segments.getLast().channel());
        } catch (IOException e) {
            throw poisoned("fsync of", e);
        }
        long bytes = encoder.position() - durableTo;
        durableTo = encoder.position();
        options.listener().synced(System.nanoTime() - begin, bytes);
    }

    private void requireSound() throws IOException {
        IOException earlier = failure;
        if (earlier != null) {
            throw new IOException("wal: nothing more is accepted: " + earlier.getMessage(), earlier);
        }
    }

    private IOException poisoned(IOException e) {
        return poisoned("write to", e);
    }

    /** The first failure is the one that counts. */
    private IOException poisoned(String what, IOException e) {
        IOException first = failure;
        if (first == null) {
            first = new IOException(
                    "wal: %s %s failed: %s".formatted(what, segments.getLast().path(), e.getMessage()), e);
            failure = first;
        }
        return first;
    }

    /** Makes everything durable, unless a write failed before, and gives up the locks. */
    @Override
    public void close() throws IOException {
        try {
            if (failure == null && segments.getLast().channel().isOpen()) {
                sync();
            }
        } finally {
            pipeline.close();
            WalReader.close(List.copyOf(segments));
        }
    }
}
