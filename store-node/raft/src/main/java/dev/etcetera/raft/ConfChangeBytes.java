package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;

/**
 * The one thing Raft has to know about the encoded form of a membership change: whether it is an empty one. That is a
 * raftpb.ConfChangeV2 without its field 2 (changes); a V1 change always names one node.
 */
final class ConfChangeBytes {
    private static final int CHANGES_FIELD = 2;
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_BYTES = 2;

    private final byte[] bytes;
    private int position;

    private ConfChangeBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static boolean isEmptyChange(Entry entry) {
        return entry.type() == EntryType.CONF_CHANGE_V2
                && !new ConfChangeBytes(entry.data().array()).hasChanges();
    }

    private boolean hasChanges() {
        while (position < bytes.length) {
            long tag = varint();
            if (tag >>> 3 == CHANGES_FIELD) {
                return true;
            }
            switch ((int) (tag & 7)) {
                case WIRE_VARINT -> varint();
                case WIRE_BYTES -> {
                    // Read first: the length stands in front of what it counts.
                    long length = varint();
                    position += (int) Math.min(bytes.length, length);
                }
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; position < bytes.length && shift < Long.SIZE; shift += 7) {
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
