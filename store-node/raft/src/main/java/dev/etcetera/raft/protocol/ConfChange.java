package dev.etcetera.raft.protocol;

import java.util.List;
import java.util.Optional;

/** A membership change: one step in the simple way, several through a joint configuration (thesis §4.3). */
public record ConfChange(List<ConfChangeStep> steps, Transition transition, Payload context) {
    /** How a joint configuration is entered and left. The ordinal is the number on the wire. */
    public enum Transition {
        /** Simple when one step is asked for; otherwise joint, left by itself. */
        AUTO,
        /** Joint, left by itself once the change is committed. */
        IMPLICIT,
        /** Joint, left only by an explicit empty change. */
        EXPLICIT
    }

    public ConfChange {
        steps = List.copyOf(steps);
    }

    public static ConfChange of(ConfChangeStep.Kind kind, long nodeId) {
        return new ConfChange(List.of(new ConfChangeStep(kind, nodeId)), Transition.AUTO, Payload.EMPTY);
    }

    /** The empty change that leaves a joint configuration. */
    public static ConfChange leave() {
        return new ConfChange(List.of(), Transition.AUTO, Payload.EMPTY);
    }

    public boolean leavesJoint() {
        return transition == Transition.AUTO && steps.isEmpty();
    }

    /** Present when the change goes through a joint configuration: whether that one is then left by itself. */
    public Optional<Boolean> entersJoint() {
        if (transition == Transition.AUTO && steps.size() <= 1) {
            return Optional.empty();
        }
        return Optional.of(transition != Transition.EXPLICIT);
    }
}
