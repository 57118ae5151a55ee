package dev.etcetera.bbolt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bbolt database file, open for reading: of any page size, with or without a freelist, from any machine with little
 * endian numbers. What it reads it checks, and with the last bucket that no page is lost; the format has no checksums over
 * entries, so a damaged key or value is found only where it breaks the order of keys or the length of a page. Used by one
 * thread.
 */
public final class BoltFile implements Closeable {
    private final PageFile file;
    /** Metas, the freelist and what it lists, the bucket of buckets. */
    private final BitSet taken = new BitSet();
    /** What the trees read so far are made of. */
    private final Map<String, BitSet> trees = new LinkedHashMap<>();

    private final Map<String, Root> buckets = new LinkedHashMap<>();

    private BoltFile(PageFile file) {
        this.file = file;
    }

    /** Where a bucket's entries are: in pages of their own, or in {@code inline}, a page somewhere behind {@code offset}. */
    private record Root(long page, ByteBuffer inline, long offset) {}

    /** Opens a file and reads its list of buckets. A file that is not whole is refused here already. */
    public static BoltFile open(Path path) throws IOException {
        return open(path, SystemCache.untouched());
    }

    /** Opens a file that will be deleted afterwards: the system need not keep in memory what was read of it. */
    public static BoltFile openForTheLastTime(Path path) throws IOException {
        return open(path, SystemCache.of(path));
    }

    private static BoltFile open(Path path, SystemCache cache) throws IOException {
        var file = PageFile.open(path, cache);
        try {
            var database = new BoltFile(file);
            database.taken.set(0, 2);
            database.readFreelist();
            new TreeReader(file, database.taken).walk(file.meta().rootPage(), database::addBuckets);
            return database;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Names of the top-level buckets, in order. */
    public List<String> buckets() {
        return List.copyOf(buckets.keySet());
    }

    /** All entries of a bucket; none if there is no such bucket. */
    public void entries(String bucket, BoltVisitor visitor) throws IOException {
        var root = buckets.get(bucket);
        if (root == null) {
            return;
        }
        if (root.page() == 0) {
            visit(inline(root), bucket, visitor);
            return;
        }
        trees.remove(bucket);
        var pages = new BitSet();
        pages.or(taken);
        trees.values().forEach(pages::or);
        new TreeReader(file, pages).walk(root.page(), leaf -> visit(leaf, bucket, visitor));
        trees.put(bucket, pages);
        checkNothingIsLost(pages);
    }

    /** Once all trees have been read, a page in none of them must be on the freelist, if there is one. */
    private void checkNothingIsLost(BitSet used) throws BoltDamagedException {
        var withPages =
                buckets.values().stream().filter(root -> root.page() != 0).count();
        if (trees.size() < withPages || file.meta().freelistPage() == Format.NO_FREELIST) {
            return;
        }
        var lost = used.nextClearBit(0);
        if (lost < file.meta().pages()) {
            throw file.damaged(file.offset(lost), "page %d is neither in use nor free".formatted(lost));
        }
    }

    Meta meta() {
        return file.meta();
    }

    /** What the root says of each bucket. */
    Map<String, byte[]> bucketValues() {
        var values = new LinkedHashMap<String, byte[]>();
        buckets.forEach((name, root) -> values.put(name, root.inline().array()));
        return values;
    }

    /** Pages that nobody would refer to any more if these buckets were gone, and the root and the freelist were elsewhere. */
    BitSet freeWithout(Collection<String> names) throws IOException {
        var free = new BitSet();
        free.or(taken);
        for (var name : names) {
            var root = buckets.get(name);
            if (root != null && root.page() != 0) {
                new TreeReader(file, free).walk(root.page(), leaf -> {});
            }
        }
        free.clear(0, 2);
        return free;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void addBuckets(Page page) throws BoltDamagedException {
        for (var i = 0; i < page.count(); i++) {
            var value = page.value(i);
            if (!page.isBucket(i) || value.length < Format.BUCKET_HEADER_BYTES) {
                throw page.damaged(Page.element(i), "entry %d of the root is not a bucket".formatted(i));
            }
            var rootPage = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (rootPage != 0 && value.length != Format.BUCKET_HEADER_BYTES) {
                throw page.damaged(Page.element(i), "bucket %d is both inline and in page %d".formatted(i, rootPage));
            }
            var name = new String(page.key(i), StandardCharsets.UTF_8);
            var inline = ByteBuffer.wrap(value)
                    .position(Format.BUCKET_HEADER_BYTES)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
            buckets.put(name, new Root(rootPage, inline, page.offset()));
        }
    }

    private Page inline(Root root) throws BoltDamagedException {
        var bytes = root.inline();
        var page = new Page(file.path(), bytes, root.offset());
        if (bytes.limit() < Format.PAGE_HEADER_BYTES
                || !page.isLeaf()
                || page.furtherPages() != 0
                || bytes.limit() < page.elementsEnd()
                || bytes.limit() != page.contentsEnd()) {
            throw page.damaged(0, "an inline bucket is not a leaf");
        }
        page.checkKeyOrder();
        return page;
    }

    private static void visit(Page leaf, String bucket, BoltVisitor visitor) throws IOException {
        for (var i = 0; i < leaf.count(); i++) {
            if (leaf.isBucket(i)) {
                throw leaf.damaged(Page.element(i), "a bucket within bucket %s, which etcd has not".formatted(bucket));
            }
            visitor.entry(leaf.key(i), leaf.value(i));
        }
    }

    private void readFreelist() throws IOException {
        var id = file.meta().freelistPage();
        if (id == Format.NO_FREELIST) {
            return;
        }
        var page = file.freelist(id);
        var bytes = page.bytes();
        taken.set((int) id, (int) (id + page.furtherPages() + 1));
        var many = page.count() == Page.MAX_ELEMENTS;
        var count = many ? bytes.getLong(Format.PAGE_HEADER_BYTES) : page.count();
        var first = Format.PAGE_HEADER_BYTES + (many ? Long.BYTES : 0);
        if (count < 0 || count > (bytes.limit() - first) / Long.BYTES) {
            throw page.damaged(0, "a freelist of %d pages does not fit its page".formatted(count));
        }
        for (var i = 0; i < count; i++) {
            var free = bytes.getLong(first + i * Long.BYTES);
            if (free < 2 || free >= file.meta().pages() || taken.get((int) free)) {
                throw page.damaged(
                        first + (long) i * Long.BYTES, "page %s cannot be free".formatted(Long.toUnsignedString(free)));
            }
            taken.set((int) free);
        }
    }
}
