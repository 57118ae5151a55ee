package dev.etcetera.mvcc;

/**
 * What a range wants.
 *
 * @param revision 0 = the current one
 * @param limit greatest number of keys to return, 0 = all; the count ignores it
 */
public record RangeSpec(long revision, long limit, boolean countOnly, boolean keysOnly) {
    private static final RangeSpec CURRENT = new RangeSpec(0, 0, false, false);

    public static RangeSpec current() {
        return CURRENT;
    }

    public static RangeSpec at(long revision) {
        return new RangeSpec(revision, 0, false, false);
    }
}
