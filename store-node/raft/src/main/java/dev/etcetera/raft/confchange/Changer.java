package dev.etcetera.raft.confchange;

import dev.etcetera.raft.confchange.ChangeOutcome.Refused;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.quorum.JointConfig;
import dev.etcetera.raft.tracker.Configuration;
import java.util.List;
import java.util.Optional;

/** From one configuration to the next: pure functions, each refusing what could lead to two disjoint quorums. */
public final class Changer {
    private Changer() {}

    /** The way the change itself asks for: leave a joint configuration, enter one, or change one voter at most. */
    public static ChangeOutcome change(Configuration from, ConfChange change) {
        if (change.leavesJoint()) {
            return leaveJoint(from);
        }
        Optional<Boolean> autoLeave = change.entersJoint();
        return autoLeave.isPresent() ? enterJoint(from, autoLeave.get(), change.steps()) : simple(from, change.steps());
    }

    /** At most one voter more or less, so that every old quorum meets every new one (thesis §4.1). */
    public static ChangeOutcome simple(Configuration from, List<ConfChangeStep> steps) {
        if (from.isJoint()) {
            return new Refused("can't apply simple config change in joint config");
        }
        Configuration to = applyAll(from, steps);
        if (to.incoming().isEmpty()) {
            return new Refused("removed all voters");
        }
        if (from.incoming().countDifferences(to.incoming()) > 1) {
            return new Refused("more than one voter changed without entering joint config");
        }
        return ConfigurationRules.check(to);
    }

    /** From C(old) to C(old,new): the old voters stay as the outgoing half, the steps make the incoming one (thesis §4.3). */
    public static ChangeOutcome enterJoint(Configuration from, boolean autoLeave, List<ConfChangeStep> steps) {
        if (from.isJoint()) {
            return new Refused("config is already joint");
        }
        if (from.incoming().isEmpty()) {
            return new Refused("can't make a zero-voter config joint");
        }
        Configuration doubled = new Configuration(
                JointConfig.of(from.incoming(), from.incoming()), from.learners(), from.learnersNext(), autoLeave);
        Configuration to = applyAll(doubled, steps);
        return to.incoming().isEmpty() ? new Refused("removed all voters") : ConfigurationRules.check(to);
    }

    /** From C(old,new) to C(new): demoted voters become learners now. */
    public static ChangeOutcome leaveJoint(Configuration from) {
        if (!from.isJoint()) {
            return new Refused("can't leave a non-joint config");
        }
        return ConfigurationRules.check(new Configuration(
                JointConfig.of(from.incoming(), IdSet.EMPTY),
                from.learners().union(from.learnersNext()),
                IdSet.EMPTY,
                false));
    }

    private static Configuration applyAll(Configuration from, List<ConfChangeStep> steps) {
        Configuration to = from;
        for (ConfChangeStep step : steps) {
            // The application puts node 0 in place of a change that it has refused after it was committed.
            if (step.nodeId() != NodeId.NONE) {
                to = apply(to, step);
            }
        }
        return to;
    }

    private static Configuration apply(Configuration from, ConfChangeStep step) {
        long id = step.nodeId();
        return switch (step.kind()) {
            case ADD_NODE ->
                parts(from, from.incoming().with(id), from.learners().without(id), id);
            case REMOVE_NODE ->
                parts(from, from.incoming().without(id), from.learners().without(id), id);
            case ADD_LEARNER -> addLearner(from, id);
            case UPDATE_NODE -> from;
        };
    }

    private static Configuration addLearner(Configuration from, long id) {
        if (from.isLearner(id)) {
            return from;
        }
        IdSet incoming = from.incoming().without(id);
        if (from.outgoing().contains(id)) {
            return new Configuration(
                    JointConfig.of(incoming, from.outgoing()),
                    from.learners(),
                    from.learnersNext().with(id),
                    from.autoLeave());
        }
        return parts(from, incoming, from.learners().with(id), id);
    }

    /** New voters and learners; whatever was planned for the node at the end of the joint state is off. */
    private static Configuration parts(Configuration from, IdSet incoming, IdSet learners, long id) {
        return new Configuration(
                JointConfig.of(incoming, from.outgoing()),
                learners,
                from.learnersNext().without(id),
                from.autoLeave());
    }
}
