package dev.etcetera.bbolt;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Gives a file other contents of a few small buckets, as bbolt itself would: behind what is there, with a new root, a new
 * freelist and a new head. What is large stays where it is. Not durable, and not for a file that somebody else has open.
 */
public final class BoltPatch {
    private static final int BUFFER_BYTES = 64 * 1024;

    private BoltPatch() {}

    /** Whether the file has pages of the size that is written here. */
    public static boolean takes(Path path) throws IOException {
        try (var file = BoltFile.open(path)) {
            return file.meta().pageBytes() == Format.PAGE_BYTES;
        }
    }

    /** Replaces buckets, each with all its entries, or adds them. */
    public static void replace(Path path, Map<String, NavigableMap<byte[], byte[]>> buckets) throws IOException {
        try (var file = BoltFile.open(path);
                var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            var meta = file.meta();
            if (meta.pageBytes() != Format.PAGE_BYTES) {
                throw new IOException("bbolt: pages of %d bytes cannot be added to".formatted(meta.pageBytes()));
            }
            var free = file.freeWithout(buckets.keySet());
            var _ = channel.position(meta.pages() * Format.PAGE_BYTES);
            var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            var pages = Pages.writing(out, meta.pages());
            var rootPage = writeTrees(file, buckets, pages);
            var end = pages.next();
            var freelist = meta.freelistPage();
            if (freelist != Format.NO_FREELIST) {
                freelist = end;
                end += writeFreelist(out, freelist, free);
            }
            out.flush();
            writeHead(channel, new Meta(Format.PAGE_BYTES, rootPage, freelist, end, meta.transaction() + 1));
        }
    }

    private static long writeTrees(BoltFile file, Map<String, NavigableMap<byte[], byte[]>> buckets, Pages pages)
            throws IOException {
        NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);
        file.bucketValues().forEach((name, value) -> values.put(name.getBytes(StandardCharsets.UTF_8), value));
        for (var bucket : buckets.entrySet()) {
            var tree = new TreeWriter(pages, bucket.getKey(), 0);
            for (var entry : bucket.getValue().entrySet()) {
                tree.entry(entry.getKey(), entry.getValue());
            }
            values.put(bucket.getKey().getBytes(StandardCharsets.UTF_8), tree.asValue());
        }
        var root = new TreeWriter(pages, "(root)", Format.BUCKET_ENTRY);
        for (var value : values.entrySet()) {
            root.entry(value.getKey(), value.getValue());
        }
        return root.finish();
    }

    /** Returns how many pages it took. */
    private static long writeFreelist(OutputStream out, long id, BitSet free) throws IOException {
        var count = free.cardinality();
        var many = count >= Page.MAX_ELEMENTS;
        var bytes = Format.PAGE_HEADER_BYTES + (count + (many ? 1L : 0L)) * Long.BYTES;
        var pages = (bytes + Format.PAGE_BYTES - 1) / Format.PAGE_BYTES;
        var list =
                ByteBuffer.allocate(Math.toIntExact(pages * Format.PAGE_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        Pages.putHeader(list, id, Format.FREELIST, many ? Page.MAX_ELEMENTS : count, pages - 1);
        if (many) {
            list.putLong(count);
        }
        free.stream().forEach(list::putLong);
        out.write(list.array());
        return pages;
    }

    private static void writeHead(FileChannel channel, Meta meta) throws IOException {
        var page = meta.transaction() % 2;
        var head = ByteBuffer.allocate(Format.PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Pages.putHeader(head, page, Format.META, 0, 0);
        meta.put(head);
        head.clear();
        while (head.hasRemaining()) {
            channel.write(head, page * Format.PAGE_BYTES + head.position());
        }
    }
}
