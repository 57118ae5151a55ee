package dev.etcetera.backend;

import java.util.EnumMap;
import java.util.Map;
import jetbrains.exodus.log.Log;
import jetbrains.exodus.log.Loggable;
import jetbrains.exodus.tree.ITree;
import jetbrains.exodus.tree.btree.BTree;
import jetbrains.exodus.tree.btree.BTreeEmpty;
import org.jspecify.annotations.Nullable;

/** One reader's own trees over a snapshot, opened when first needed. Used by one thread. */
final class CommittedTrees {
    private final Snapshot snapshot;
    private final Log log;
    private final Map<Bucket, ITree> trees = new EnumMap<>(Bucket.class);

    CommittedTrees(Snapshot snapshot) {
        this(snapshot, snapshot.log());
    }

    /** Through a log of the reader's own. */
    CommittedTrees(Snapshot snapshot, Log log) {
        this.snapshot = snapshot;
        this.log = log;
    }

    byte @Nullable [] get(Bucket bucket, byte[] key) {
        var value = tree(bucket).get(Bytes.iterable(key));
        return value == null ? null : Bytes.array(value);
    }

    ScanSource.OfCursor scan(Bucket bucket, byte[] from) {
        return new ScanSource.OfCursor(tree(bucket).openCursor(), from);
    }

    private ITree tree(Bucket bucket) {
        var tree = trees.get(bucket);
        if (tree == null) {
            var root = snapshot.root(bucket);
            tree = root.address() == Loggable.NULL_ADDRESS
                    ? new BTreeEmpty(log, false, root.structureId())
                    : new BTree(log, root.address(), false, root.structureId());
            trees.put(bucket, tree);
        }
        return tree;
    }
}
