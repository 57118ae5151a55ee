package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.Entry;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable view of part of an array of entries: entries go from proposal to log, disk and messages without being
 * copied. Sound because {@link EntryBuffer} never overwrites a slot that a view can see.
 */
final class EntrySlice extends AbstractList<Entry> implements RandomAccess {
    private final Entry[] array;
    private final int from;
    private final int size;

    EntrySlice(Entry[] array, int from, int size) {
        Objects.checkFromIndexSize(from, size, array.length);
        this.array = array;
        this.from = from;
        this.size = size;
    }

    @Override
    public Entry get(int index) {
        Objects.checkIndex(index, size);
        return array[from + index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Entry> subList(int fromIndex, int toIndex) {
        Objects.checkFromToIndex(fromIndex, toIndex, size);
        return new EntrySlice(array, from + fromIndex, toIndex - fromIndex);
    }

    @Override
    public Object[] toArray() {
        Object[] copy = new Object[size];
        System.arraycopy(array, from, copy, 0, size);
        return copy;
    }
}
