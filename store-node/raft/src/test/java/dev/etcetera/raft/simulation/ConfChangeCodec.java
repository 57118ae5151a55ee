package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChange.Transition;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** raftpb.ConfChangeV2 for node ids below 128 and without a context: enough for tests. */
public final class ConfChangeCodec {
    private static final int TRANSITION_TAG = 0x08;
    private static final int CHANGES_TAG = 0x12;

    private ConfChangeCodec() {}

    public static Payload encode(ConfChange change) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (change.transition() != Transition.AUTO) {
            out.write(TRANSITION_TAG);
            out.write(change.transition().number());
        }
        for (ConfChangeStep step : change.steps()) {
            out.writeBytes(new byte[] {CHANGES_TAG, 4, 0x08, (byte) step.kind().number(), 0x10, (byte) step.nodeId()});
        }
        return Payload.wrap(out.toByteArray());
    }

    public static ConfChange decode(Payload payload) {
        byte[] bytes = payload.array();
        Transition transition = Transition.AUTO;
        List<ConfChangeStep> steps = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            if (bytes[at] == TRANSITION_TAG) {
                transition = Transition.of(bytes[at + 1]);
                at += 2;
            } else {
                steps.add(new ConfChangeStep(Kind.of(bytes[at + 3]), bytes[at + 5]));
                at += 6;
            }
        }
        return new ConfChange(steps, transition, Payload.EMPTY);
    }
}
