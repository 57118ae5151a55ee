package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Read requests that came to a leader before it had committed anything in its term. They outlive its leadership: when
 * it leads again they are answered with a later index, which is just as right. Owned by the raft thread.
 */
final class PendingReads {
    private List<Message.ReadIndex> requests = new ArrayList<>();

    void add(Message.ReadIndex request) {
        requests.add(request);
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    List<Message.ReadIndex> takeAll() {
        List<Message.ReadIndex> taken = requests;
        requests = new ArrayList<>();
        return taken;
    }
}
