package dev.etcetera.snap;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.raftpb.SnapshotMetadata;
import dev.etcetera.api.snappb.snapshot;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.wal.ConfStates;
import dev.etcetera.wal.WalSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The `.snap` files of a directory. Owned by the raft thread. */
public final class Snapshotter {
    private static final String SUFFIX = ".snap";

    private final Path dir;

    public Snapshotter(Path dir) {
        this.dir = dir;
    }

    /** Writes `term-index.snap`, durably. The empty snapshot leaves no file. */
    public void save(Snapshot snapshot) throws IOException {
        if (snapshot.isEmpty()) {
            return;
        }
        ByteString data = encode(snapshot).toByteString();
        byte[] bytes = snapshot(data).toByteArray();
        Path file = dir.resolve("%016x-%016x%s"
                .formatted(snapshot.metadata().term(), snapshot.metadata().index(), SUFFIX));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            throw notSaved(file, e);
        }
        try (FileChannel directory = FileChannel.open(dir, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            throw notSaved(file, e);
        }
    }

    private static IOException notSaved(Path file, IOException cause) {
        String reason = cause instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(cause.getMessage());
        IOException failure = new IOException("snap: writing %s failed: %s".formatted(file, reason), cause);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Renames files that are not readable to `.broken`, as etcd does when it comes across one; returns which these were. */
    public List<Path> putDamagedAside() throws IOException {
        List<Path> damaged = new ArrayList<>();
        for (Path file : newestFirst()) {
            if (read(file).isEmpty()) {
                Files.move(
                        file, file.resolveSibling(file.getFileName() + ".broken"), StandardCopyOption.REPLACE_EXISTING);
                damaged.add(file);
            }
        }
        return damaged;
    }

    /** The newest readable snapshot that the log has a record of. */
    public Optional<Snapshot> loadNewest(List<WalSnapshot> valid) throws IOException {
        return load(found -> valid.stream()
                .anyMatch(known -> known.index() == found.metadata().index()
                        && known.term() == found.metadata().term()));
    }

    /** Deletes the oldest files while there are more than so many; returns which. Any thread. */
    public List<Path> purge(int keep) throws IOException {
        List<Path> files = newestFirst();
        List<Path> old = files.subList(Math.min(Math.max(keep, 1), files.size()), files.size());
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
        return old;
    }

    private Optional<Snapshot> load(Predicate<Snapshot> wanted) throws IOException {
        for (Path file : newestFirst()) {
            Optional<Snapshot> found = read(file);
            if (found.filter(wanted).isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<Snapshot> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            snapshot outer = snapshot.parseFrom(bytes);
            if (outer.getData().isEmpty() || outer.getCrc() != crc(outer.getData())) {
                return Optional.empty();
            }
            return Optional.of(decode(dev.etcetera.api.raftpb.Snapshot.parseFrom(outer.getData())));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static snapshot snapshot(ByteString data) {
        return snapshot.newBuilder().setCrc(crc(data)).setData(data).build();
    }

    private static int crc(ByteString data) {
        CRC32C crc = new CRC32C();
        data.asReadOnlyByteBufferList().forEach(crc::update);
        return (int) crc.getValue();
    }

    private static dev.etcetera.api.raftpb.Snapshot encode(Snapshot snapshot) {
        return dev.etcetera.api.raftpb.Snapshot.newBuilder()
                .setData(UnsafeByteOperations.unsafeWrap(snapshot.data().array()))
                .setMetadata(SnapshotMetadata.newBuilder()
                        .setConfState(ConfStates.encode(snapshot.metadata().confState()))
                        .setIndex(snapshot.metadata().index())
                        .setTerm(snapshot.metadata().term()))
                .build();
    }

    private static Snapshot decode(dev.etcetera.api.raftpb.Snapshot message) {
        SnapshotMetadata metadata = message.getMetadata();
        return new Snapshot(
                new dev.etcetera.raft.protocol.SnapshotMetadata(
                        ConfStates.decode(metadata.getConfState()), metadata.getIndex(), metadata.getTerm()),
                Payload.wrap(message.getData().toByteArray()));
    }
}
