package dev.etcetera.server.cluster;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.raft.protocol.ConfState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Raft's configuration in the backend, as etcd keeps it: bucket {@code meta}, key {@code confState}, JSON. */
public final class StoredConfState {
    private static final byte[] KEY = "confState".getBytes(StandardCharsets.US_ASCII);

    private StoredConfState() {}

    /** Writes it into the batch of the change it comes from. */
    public static void put(BatchTx tx, ConfState state) {
        tx.put(Bucket.META, KEY, json(state).getBytes(StandardCharsets.US_ASCII));
    }

    /** Ids as unsigned numbers, what is empty left out, the flag always: as Go's encoding/json writes raftpb.ConfState. */
    static String json(ConfState state) {
        StringBuilder out = new StringBuilder("{");
        ids(out, "voters", state.voters());
        ids(out, "learners", state.learners());
        ids(out, "voters_outgoing", state.votersOutgoing());
        ids(out, "learners_next", state.learnersNext());
        return out.append("\"auto_leave\":")
                .append(state.autoLeave())
                .append('}')
                .toString();
    }

    private static void ids(StringBuilder out, String name, List<Long> ids) {
        if (!ids.isEmpty()) {
            out.append('"').append(name).append("\":[");
            out.append(ids.stream().map(Long::toUnsignedString).collect(Collectors.joining(",")));
            out.append("],");
        }
    }
}
