package dev.etcetera.raft.quorum;

import dev.etcetera.raft.protocol.NodeId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A small immutable set of node ids in unsigned order. */
public final class IdSet {
    public static final IdSet EMPTY = new IdSet(new long[0]);

    private final long[] ids;

    private IdSet(long[] sorted) {
        this.ids = sorted;
    }

    public static IdSet of(long... ids) {
        return ofStream(Arrays.stream(ids).boxed().toList());
    }

    public static IdSet of(Collection<Long> ids) {
        return ofStream(ids);
    }

    private static IdSet ofStream(Collection<Long> ids) {
        return new IdSet(ids.stream()
                .distinct()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray());
    }

    public int size() {
        return ids.length;
    }

    public boolean isEmpty() {
        return ids.length == 0;
    }

    public long get(int position) {
        return ids[position];
    }

    /** Where the id stands, or -1. A scan: clusters are too small for anything better to pay. */
    public int indexOf(long id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    public boolean contains(long id) {
        return indexOf(id) >= 0;
    }

    public IdSet with(long id) {
        return contains(id) ? this : union(new IdSet(new long[] {id}));
    }

    public IdSet without(long id) {
        return contains(id)
                ? new IdSet(Arrays.stream(ids).filter(other -> other != id).toArray())
                : this;
    }

    public IdSet union(IdSet other) {
        if (other.isEmpty()) {
            return this;
        }
        long[] both = Arrays.copyOf(ids, ids.length + other.ids.length);
        System.arraycopy(other.ids, 0, both, ids.length, other.ids.length);
        return of(both);
    }

    /** How many ids are in one of the two sets only. */
    public int countDifferences(IdSet other) {
        int common = (int) Arrays.stream(ids).filter(other::contains).count();
        return size() + other.size() - 2 * common;
    }

    public List<Long> toList() {
        return Arrays.stream(ids).boxed().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdSet that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    /** {@code (1 2 a)}: hexadecimal, as etcd prints configurations. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (long id : ids) {
            text.append(text.length() > 1 ? " " : "").append(NodeId.format(id));
        }
        return text.append(')').toString();
    }
}
