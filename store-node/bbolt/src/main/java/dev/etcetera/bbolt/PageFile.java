package dev.etcetera.bbolt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The pages of an open file. Used by one thread. */
final class PageFile implements Closeable {
    private static final int MIN_PAGE_BYTES = 1 << 10;
    private static final int MAX_PAGE_BYTES = 1 << 16;

    /** What is read at once where pages are asked for in their order. */
    private static final int WINDOW_BYTES = 128 << 10;

    private final Path file;
    private final FileChannel channel;
    private final Meta meta;
    private final SystemCache cache;
    /** A part of the file. The leaf that was given out last may lie in it. */
    private final ByteBuffer window =
            ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

    private long windowOffset;
    /** Where the last page that was read alone ended. */
    private long end;

    private PageFile(Path file, FileChannel channel, Meta meta, SystemCache cache) {
        this.file = file;
        this.channel = channel;
        this.meta = meta;
        this.cache = cache;
    }

    /** With the system's cache of it, which it closes. */
    static PageFile open(Path file, SystemCache cache) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new PageFile(file, channel, checkedMeta(file, channel), cache);
        } catch (IOException e) {
            channel.close();
            cache.close();
            throw e;
        }
    }

    Meta meta() {
        return meta;
    }

    Path path() {
        return file;
    }

    long offset(long pageId) {
        return pageId * meta.pageBytes();
    }

    BoltDamagedException damaged(long offset, String damage) {
        return new BoltDamagedException(file, offset, damage);
    }

    /**
     * A branch or leaf with all its further pages, as far as its elements say they are in use. A leaf is good until the next
     * page is asked for.
     *
     * @param referredAt offset of what refers to it
     */
    Page tree(long id, long referredAt) throws IOException {
        var page = head(id, referredAt);
        if (page.kind() != Format.BRANCH && page.kind() != Format.LEAF) {
            throw damaged(
                    offset(id), "page %d is of kind 0x%x where a branch or leaf belongs".formatted(id, page.kind()));
        }
        page = grown(page, page.elementsEnd());
        page = grown(page, page.contentsEnd());
        page.checkKeyOrder();
        return page.isLeaf() ? page : page.copy();
    }

    /** The freelist with all its further pages. */
    Page freelist(long id) throws IOException {
        var page = head(id, 0);
        if (page.kind() != Format.FREELIST) {
            throw damaged(offset(id), "page %d is of kind 0x%x where the freelist belongs".formatted(id, page.kind()));
        }
        return grown(page, (page.furtherPages() + 1) * meta.pageBytes());
    }

    @Override
    public void close() throws IOException {
        cache.close();
        channel.close();
    }

    private Page head(long id, long referredAt) throws IOException {
        if (id < 2 || id >= meta.pages()) {
            throw damaged(
                    referredAt, "a reference to page %s of %d".formatted(Long.toUnsignedString(id), meta.pages()));
        }
        var page = new Page(file, read(offset(id), meta.pageBytes()), offset(id));
        if (page.id() != id) {
            throw damaged(offset(id), "page %d says it is page %s".formatted(id, Long.toUnsignedString(page.id())));
        }
        if (page.furtherPages() >= meta.pages() - id) {
            throw damaged(offset(id), "page %d has %d further pages, past the end".formatted(id, page.furtherPages()));
        }
        return page;
    }

    private Page grown(Page page, long bytes) throws IOException {
        if (bytes <= page.bytes().limit()) {
            return page;
        }
        if (bytes > (page.furtherPages() + 1) * meta.pageBytes() || bytes > Integer.MAX_VALUE - 8) {
            throw damaged(page.offset(), "page %d has %d bytes of content".formatted(page.id(), bytes));
        }
        return new Page(file, read(page.offset(), (int) bytes), page.offset());
    }

    /** What is there, at most {@code bytes}. */
    private ByteBuffer read(long offset, int bytes) throws IOException {
        if (offset == end && bytes <= WINDOW_BYTES) {
            cache.reading(offset);
            fill(window.clear(), channel, offset);
            windowOffset = offset;
        }
        var at = offset - windowOffset;
        if (at < 0 || at + bytes > window.limit()) {
            end = offset + (bytes + meta.pageBytes() - 1L) / meta.pageBytes() * meta.pageBytes();
            return read(channel, offset, bytes);
        }
        end = windowOffset + window.limit();
        return window.slice((int) at, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Meta checkedMeta(Path file, FileChannel channel) throws IOException {
        var first = meta(channel, 0);
        var second = first.isPresent() ? meta(channel, first.get().pageBytes()) : secondMeta(channel);
        var newest = newest(first, second)
                .orElseThrow(() -> new BoltDamagedException(file, 0, "neither page 0 nor page 1 is a valid meta page"));
        var pageBytes = newest.pageBytes();
        if (Integer.bitCount(pageBytes) != 1 || pageBytes < MIN_PAGE_BYTES || pageBytes > MAX_PAGE_BYTES) {
            throw new BoltDamagedException(file, 0, "a page size of " + pageBytes + " bytes");
        }
        if (newest.pages() < 3 || newest.pages() > Math.min(channel.size() / pageBytes, Integer.MAX_VALUE)) {
            throw new BoltDamagedException(
                    file,
                    channel.size(),
                    "the file ends where %s pages of %d bytes belong"
                            .formatted(Long.toUnsignedString(newest.pages()), pageBytes));
        }
        return newest;
    }

    private static Optional<Meta> newest(Optional<Meta> first, Optional<Meta> second) {
        if (first.isPresent() && second.isPresent()) {
            return first.get().transaction() > second.get().transaction() ? first : second;
        }
        return first.or(() -> second);
    }

    /** The first one is damaged, so the page size is not known. */
    private static Optional<Meta> secondMeta(FileChannel channel) throws IOException {
        for (var pageBytes = MIN_PAGE_BYTES; pageBytes <= MAX_PAGE_BYTES; pageBytes *= 2) {
            var meta = meta(channel, pageBytes);
            if (meta.isPresent() && meta.get().pageBytes() == pageBytes) {
                return meta;
            }
        }
        return Optional.empty();
    }

    private static Optional<Meta> meta(FileChannel channel, long page) throws IOException {
        return Meta.read(read(channel, page + Format.PAGE_HEADER_BYTES, Meta.BYTES), 0);
    }

    /** What is there, at most {@code bytes}. */
    private static ByteBuffer read(FileChannel channel, long offset, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        fill(buffer, channel, offset);
        return buffer;
    }

    private static void fill(ByteBuffer buffer, FileChannel channel, long offset) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                break;
            }
        }
        buffer.flip();
    }
}
