package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.quorum.JointConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads in the order they came, numbered 1, 2, 3 ... Heartbeats carry the number of the newest; who answers confirms it
 * and all before it. What a quorum has confirmed is found like a commit index. Owned by the raft thread of a leader.
 */
final class ReadConfirmations {
    /** A read and the commit index it came at. */
    record Waiting(Message.ReadIndex request, long index) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Long> acknowledged = new TreeMap<>();
    private long confirmed;

    void add(Message.ReadIndex request, long commitIndex) {
        waiting.add(new Waiting(request, commitIndex));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The number of the newest read. */
    long position() {
        return confirmed + waiting.size();
    }

    void acknowledged(long member, long position) {
        acknowledged.merge(member, position, Math::max);
    }

    List<Waiting> takeConfirmed(JointConfig voters) {
        // A number that we never gave out can only come from a stranger: it confirms nothing more than there is.
        long now = Math.min(position(), voters.committedIndex(id -> acknowledged.getOrDefault(id, 0L)));
        List<Waiting> taken = new ArrayList<>();
        while (confirmed < now) {
            taken.add(waiting.remove());
            confirmed++;
        }
        return taken;
    }

    /** Eight bytes, little-endian. */
    static Payload encode(long position) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (position >>> (8 * i));
        }
        return Payload.wrap(bytes);
    }

    static long decode(Payload context) {
        byte[] bytes = context.array();
        long position = 0;
        for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
            position |= (bytes[i] & 0xffL) << (8 * i);
        }
        return position;
    }
}
