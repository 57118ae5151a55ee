package dev.etcetera.raft.protocol;

/** One log entry. */
public record Entry(long term, long index, EntryType type, Payload data) {
    /** A proposal that has no place in the log yet: the leader gives it its term and index. */
    public static Entry proposal(EntryType type, Payload data) {
        return new Entry(0, 0, type, data);
    }

    public EntryId id() {
        return new EntryId(term, index);
    }

    /**
     * Bytes of this entry in etcd's protobuf encoding. Message and page limits are counted in these, so that a Java
     * member cuts its messages where a Go member would.
     */
    public long encodedSize() {
        long size = 2L + 1 + varintSize(term) + 1 + varintSize(index);
        return data.isEmpty() ? size : size + 1 + varintSize(data.size()) + data.size();
    }

    private static int varintSize(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }
}
