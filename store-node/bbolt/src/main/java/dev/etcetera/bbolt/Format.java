package dev.etcetera.bbolt;

/** Sizes and marks of bbolt's file format, version 2. All numbers in a file are little endian. */
final class Format {
    static final int MAGIC = 0xED0CDAED;
    static final int VERSION = 2;
    /** A freelist of this id means that none is kept: it is found again by walking the file. */
    static final long NO_FREELIST = 0xffff_ffff_ffff_ffffL;

    /** Page: id (8 bytes), kind (2), number of elements (2), number of further pages that belong to it (4). */
    static final int PAGE_HEADER_BYTES = 16;
    /** Leaf element: flags, position, key length, value length. Branch element: position, key length, page id (8). */
    static final int ELEMENT_BYTES = 16;
    /** Value of a bucket's entry: id of its root page (8 bytes; 0 = the page follows here), sequence (8). */
    static final int BUCKET_HEADER_BYTES = 16;

    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int META = 0x04;
    static final int FREELIST = 0x10;

    /** Flag of a leaf element whose value is a bucket. */
    static final int BUCKET_ENTRY = 0x01;

    static final int MAX_KEY_BYTES = 32_768;
    static final int MAX_VALUE_BYTES = Integer.MAX_VALUE - 1;
    /** What we write; files of other machines may have larger pages. */
    static final int PAGE_BYTES = 4_096;
    /**
     * What a leaf we write has at most, if it has more than one entry: a page with its further pages, as bbolt itself makes
     * for large entries. Of entries of a KiB three go into one page and leave a sixth of it empty.
     */
    static final int LEAF_BYTES = 8 * PAGE_BYTES;
    /** A bucket whose page is not larger than this lies in its parent's entry. */
    static final int MAX_INLINE_BYTES = PAGE_BYTES / 4;

    private Format() {}
}
