package dev.etcetera.backup.restore;

import dev.etcetera.backup.store.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The newest change of each key, in 16 bytes a key: eight of a SHA-256 stand for the key, so that two keys are taken for one
 * only where millions of millions of others are not. Takes so much memory at most. Owned by one thread.
 */
final class NewestChanges {
    private static final int FIRST_CAPACITY = 1 << 10;
    /** Of the whole; in quarters. */
    private static final int FULL = 3;
    /** For each place, while there are twice as many new ones besides. */
    private static final long GROWING_BYTES = 3 * 2 * Long.BYTES;

    private final MessageDigest sha256 = Sha256.begin();
    private final long mostBytes;
    /** 0 where nothing is. */
    private long[] keys = new long[FIRST_CAPACITY];
    /** The revision; negative when it was a deletion. */
    private long[] changes = new long[FIRST_CAPACITY];

    private int size;
    private long living;
    private boolean overflown;

    NewestChanges(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Of a key, in the order of revisions. */
    void add(byte[] key, long revision, boolean deletion) {
        if (overflown) {
            return;
        }
        long of = hash(key);
        int at = find(keys, of);
        boolean lived = keys[at] != 0 && changes[at] > 0;
        living += (deletion ? 0 : 1) - (lived ? 1 : 0);
        changes[at] = deletion ? -revision : revision;
        if (keys[at] == 0) {
            keys[at] = of;
            size++;
            maybeGrow();
        }
    }

    /** Whether nothing changed the key after this, and it is there. */
    boolean isCurrent(byte[] key, long revision) {
        return changes[find(keys, hash(key))] == revision;
    }

    /** How many keys there are. */
    long living() {
        return living;
    }

    /** There were more keys than it takes; what it says means nothing. */
    boolean overflown() {
        return overflown;
    }

    private void maybeGrow() {
        if (size <= keys.length / 4 * FULL) {
            return;
        }
        if (GROWING_BYTES * keys.length > mostBytes || keys.length > Integer.MAX_VALUE / 4) {
            overflown = true;
            keys = new long[FIRST_CAPACITY];
            changes = new long[FIRST_CAPACITY];
            return;
        }
        long[] newKeys = new long[2 * keys.length];
        long[] newChanges = new long[2 * keys.length];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int at = find(newKeys, keys[i]);
                newKeys[at] = keys[i];
                newChanges[at] = changes[i];
            }
        }
        keys = newKeys;
        changes = newChanges;
    }

    private static int find(long[] in, long key) {
        int at = (int) key & (in.length - 1);
        while (in[at] != 0 && in[at] != key) {
            at = (at + 1) & (in.length - 1);
        }
        return at;
    }

    private long hash(byte[] key) {
        long hash =
                ByteBuffer.wrap(Arrays.copyOf(sha256.digest(key), Long.BYTES)).getLong();
        return hash == 0 ? 1 : hash;
    }
}
