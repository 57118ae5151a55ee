package dev.etcetera.raft.protocol;

import java.util.List;
import java.util.Optional;

/** A membership change: one step in the simple way, several through a joint configuration (thesis §4.3). */
public record ConfChange(List<ConfChangeStep> steps, Transition transition, Payload context) {
    /** How a joint configuration is entered and left. */
    public enum Transition {
        /** Simple when one step is asked for; otherwise joint, left by itself. */
        AUTO(0),
        /** Joint, left by itself once the change is committed. */
        IMPLICIT(1),
        /** Joint, left only by an explicit empty change. */
        EXPLICIT(2);

        private final int number;

        Transition(int number) {
            this.number = number;
        }

        /** The number on the wire and on disk. */
        public int number() {
            return number;
        }

        /** Throws {@link IllegalArgumentException} for a number that nobody knows. */
        public static Transition of(int number) {
            for (Transition known : values()) {
                if (known.number == number) {
                    return known;
                }
            }
            throw new IllegalArgumentException("unknown Transition " + number);
        }
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
