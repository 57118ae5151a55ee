package dev.etcetera.mvcc;

import org.jspecify.annotations.Nullable;

/** An immutable node of a {@link KeyTree}. */
sealed interface KeyNode permits KeyLeaf, KeyFork {
    int FANOUT = 64;
    /** Neighbours that together have no more than this are joined after a removal. */
    int JOINED = FANOUT / 2;

    /** Keys below that exist. */
    int live();

    /** Entries or children. */
    int size();

    /** A key no greater than any below, and greater than any in the node to the left. */
    byte[] low();

    @Nullable
    KeyIndex find(byte[] key);

    /** One node or two halves. */
    KeyNode[] insert(KeyIndex index, int live);

    KeyNode addLive(byte[] key, int change);

    /** Null if nothing is left. */
    @Nullable
    KeyNode remove(byte[] key);

    /** Returns false if the visitor ended the walk or the range ended. */
    boolean visit(byte[] from, byte[] to, KeyTree.KeyVisitor visitor);

    long liveBelow(byte[] key, long revision);

    /** With the entries of the node to the right, of the same kind, whose keys begin at {@code rightLow}. */
    KeyNode join(KeyNode right, byte[] rightLow);
}
