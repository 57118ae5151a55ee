package dev.etcetera.backup.store;

/** The small objects of a backup, which are told from the others by the ends of their keys: they are read before the data. */
public final class SmallObjects {
    /** Ends the key of the one that says who writes a backup. */
    public static final String WRITER = "/writer";
    /** Ends the key of a manifest. */
    public static final String MANIFEST = "/manifest.json";
    /** The most that one of them has. */
    public static final int MOST_BYTES = 64 << 10;

    private SmallObjects() {}
}
