package dev.etcetera.bbolt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a bbolt database file from front to back. The first pass over the source counts pages, so that size and root are
 * known before the first byte; the second writes them. Memory: one page per level of the tree and the largest entry,
 * whatever the size of the file.
 *
 * <p>Pages: two metas, an empty freelist, then the tree of each bucket, children before their parents, and last the bucket
 * that names them.
 */
public final class BoltWriter {
    private static final long FREELIST_PAGE = 2;
    private static final long FIRST_TREE_PAGE = 3;

    private final BoltSource source;
    private final Layout layout;

    private BoltWriter(BoltSource source, Layout layout) {
        this.source = source;
        this.layout = layout;
    }

    private record Layout(long rootPage, long pages) {}

    /** Walks the source for the first time. */
    public static BoltWriter plan(BoltSource source) throws IOException {
        return new BoltWriter(source, writeTrees(source, source::shapes, Pages.counting(FIRST_TREE_PAGE)));
    }

    /** What {@link #writeTo} will write, to the byte. */
    public long sizeBytes() {
        return layout.pages() * Format.PAGE_BYTES;
    }

    /** Walks the source again and writes the file, key by key and value by value; flushes {@code out} and leaves it open. */
    public void writeTo(OutputStream out) throws IOException {
        writeHead(out);
        var written = writeTrees(source, source::entries, Pages.writing(out, FIRST_TREE_PAGE));
        if (!written.equals(layout)) {
            throw new IOException("bbolt: the entries changed while they were written");
        }
        out.flush();
    }

    private void writeHead(OutputStream out) throws IOException {
        for (var page = 0; page < 2; page++) {
            var bytes = new byte[Format.PAGE_BYTES];
            var head = Pages.littleEndian(bytes);
            Pages.putHeader(head, page, Format.META, 0, 0);
            new Meta(Format.PAGE_BYTES, layout.rootPage(), FREELIST_PAGE, layout.pages(), page).put(head);
            out.write(bytes);
        }
        var freelist = new byte[Format.PAGE_BYTES];
        Pages.putHeader(Pages.littleEndian(freelist), FREELIST_PAGE, Format.FREELIST, 0, 0);
        out.write(freelist);
    }

    @FunctionalInterface
    private interface Walk {
        void walk(String bucket, BoltVisitor visitor) throws IOException;
    }

    private static Layout writeTrees(BoltSource source, Walk walk, Pages pages) throws IOException {
        var root = new TreeWriter(pages, "(root)", Format.BUCKET_ENTRY);
        for (var bucket : source.buckets()) {
            var tree = new TreeWriter(pages, bucket, 0);
            walk.walk(bucket, tree);
            root.entry(bucket.getBytes(StandardCharsets.UTF_8), tree.asValue());
        }
        var rootPage = root.finish();
        return new Layout(rootPage, pages.next());
    }
}
