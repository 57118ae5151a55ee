package dev.etcetera.e2e.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The segments of a stopped member's log, as etcd's format has them: read and damaged byte by byte. */
record WalFiles(Path directory) {
    private static final long LENGTH = ~(0xFFL << 56);
    private static final int TYPE_OFFSET = 9;
    private static final byte ENTRY = 2;

    /** A record's place; {@code end} is where the next one begins. */
    record Place(long offset, long end, boolean entry) {
        int length() {
            return (int) (end - offset);
        }
    }

    List<Path> segments() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".wal"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path last() {
        return segments().getLast();
    }

    static List<Place> records(Path segment) {
        try (FileChannel channel = FileChannel.open(segment)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            List<Place> places = new ArrayList<>();
            int at = 0;
            while (at + Long.BYTES <= bytes.limit() && bytes.getLong(at) != 0) {
                int end = at + Long.BYTES + (((int) (bytes.getLong(at) & LENGTH) + 7) & -8);
                places.add(new Place(at, end, bytes.get(at + TYPE_OFFSET) == ENTRY));
                at = end;
            }
            return places;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Place lastEntry(Path segment) {
        return records(segment).stream().filter(Place::entry).toList().getLast();
    }

    static byte[] read(Path file, long offset, int length) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] read = new byte[length];
            bytes.seek(offset);
            bytes.readFully(read);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, long offset, byte[] what) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            bytes.write(what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void setLength(Path file, long length) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flipBit(Path file, long offset) {
        byte[] one = read(file, offset, 1);
        one[0] ^= 4;
        write(file, offset, one);
    }

    /** Names, sizes and times: equal when nobody wrote. */
    String listing() {
        try (Stream<Path> files = Files.list(directory)) {
            TreeMap<String, String> listing = new TreeMap<>();
            for (Path file : files.toList()) {
                listing.put(
                        file.getFileName().toString(),
                        Files.size(file) + " bytes of " + Files.getLastModifiedTime(file));
            }
            return listing.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
