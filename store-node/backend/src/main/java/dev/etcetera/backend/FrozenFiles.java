package dev.etcetera.backend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jetbrains.exodus.io.Block;
import jetbrains.exodus.io.DataReader;
import jetbrains.exodus.log.Log;
import jetbrains.exodus.log.LogUtil;

/** The files of a log as they were when it ended at an address; what is written later is not seen. Owned by one thread. */
final class FrozenFiles implements DataReader {
    private static final int MOST_OPEN = 8;

    private final Path dir;
    private final List<Block> files;
    /** By address, the one that was read last at the end. */
    private final Map<Long, FileChannel> open = new LinkedHashMap<>(MOST_OPEN * 2, 0.75f, true);

    /** {@code end} is an address at which a transaction of the log ended, and has been written to its files. */
    FrozenFiles(Log log, long end) {
        this.dir = Path.of(log.getLocation());
        this.files = Arrays.stream(log.getAllFileAddresses())
                .filter(address -> address < end)
                .sorted()
                .<Block>mapToObj(address -> new Frozen(address, Math.min(log.getFileLengthBound(), end - address)))
                .toList();
    }

    @Override
    public String getLocation() {
        return dir.toString();
    }

    @Override
    public Iterable<Block> getBlocks() {
        return files;
    }

    @Override
    public Iterable<Block> getBlocks(long fromAddress) {
        return files.stream().filter(file -> file.getAddress() >= fromAddress).toList();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            closeEldest();
        }
    }

    private FileChannel channel(long address) throws IOException {
        var channel = open.get(address);
        if (channel == null) {
            if (open.size() == MOST_OPEN) {
                closeEldest();
            }
            channel = FileChannel.open(dir.resolve(LogUtil.getLogFilename(address)), StandardOpenOption.READ);
            open.put(address, channel);
        }
        return channel;
    }

    private void closeEldest() {
        Iterator<FileChannel> eldest = open.values().iterator();
        try (var _ = eldest.next()) {
            eldest.remove();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Frozen implements Block {
        private final long address;
        private final long length;

        private Frozen(long address, long length) {
            this.address = address;
            this.length = length;
        }

        @Override
        public long getAddress() {
            return address;
        }

        @Override
        public long length() {
            return length;
        }

        /** Returns how many bytes there were: fewer only at the end. */
        @Override
        public int read(byte[] output, long position, int offset, int count) {
            var wanted = (int) Math.min(count, length - position);
            var into = ByteBuffer.wrap(output, offset, wanted);
            try {
                var channel = channel(address);
                while (into.hasRemaining()) {
                    if (channel.read(into, position + wanted - into.remaining()) < 0) {
                        break;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot read " + new File(dir.toFile(), LogUtil.getLogFilename(address)), e);
            }
            return wanted - into.remaining();
        }

        @Override
        public Block refresh() {
            return this;
        }
    }
}
