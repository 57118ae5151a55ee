package dev.etcetera.raft.confchange;

import dev.etcetera.raft.confchange.ChangeOutcome.Changed;
import dev.etcetera.raft.confchange.ChangeOutcome.Refused;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.InvariantViolation;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.tracker.Configuration;

/** What holds for every configuration, however it came about: by a change or out of a snapshot. */
public final class ConfigurationRules {
    private ConfigurationRules() {}

    /** The configuration that a snapshot or a restarted node brings along; it was in force somewhere, so it must be sound. */
    public static Configuration restore(ConfState state) {
        return switch (check(Configuration.of(state))) {
            case Changed(Configuration configuration) -> configuration;
            case Refused(String reason) ->
                throw new InvariantViolation("unable to restore config " + state + ": " + reason);
        };
    }

    public static ChangeOutcome check(Configuration configuration) {
        IdSet learners = configuration.learners();
        for (int i = 0; i < learners.size(); i++) {
            if (configuration.isVoter(learners.get(i))) {
                return new Refused(learners.get(i) + " is in Learners and Voters");
            }
        }
        IdSet staged = configuration.learnersNext();
        for (int i = 0; i < staged.size(); i++) {
            if (!configuration.outgoing().contains(staged.get(i))) {
                return new Refused(staged.get(i) + " is in LearnersNext, but not Voters[1]");
            }
        }
        if (configuration.autoLeave() && !configuration.isJoint()) {
            return new Refused("AutoLeave must be false when not joint");
        }
        return new Changed(configuration);
    }
}
