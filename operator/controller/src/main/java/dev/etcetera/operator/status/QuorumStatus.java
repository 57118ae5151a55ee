package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Census;
import dev.etcetera.operator.plan.Census.State;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition QuorumLost: who is lost for good, who may come back, and what there is to choose from. A cluster that never
 * lost its quorum does not have it. Members that merely do not answer make it true only when they stay silent.
 */
final class QuorumStatus {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String RESTORE = "restore a backup: an EtcdRestore with backupFirst: false";
    private static final String RUNBOOK = "see docs/quorum-loss.md";

    private QuorumStatus() {}

    static Optional<Condition> of(
            ObservedCluster observed, Conditions conditions, @Nullable List<Condition> conditionsBefore) {
        Optional<Condition> before = Conditions.find(conditionsBefore, Conditions.QUORUM_LOST);
        if (!observed.everServed()) {
            return Optional.empty();
        }
        Optional<EtcdClusterStatus.Recovery> recovery = observed.recovery().filter(r -> r.stage() == Stage.FORCING);
        if (recovery.isPresent()) {
            return Optional.of(conditions.of(
                    Conditions.QUORUM_LOST,
                    true,
                    "Recovering",
                    "EtcdRecovery " + recovery.get().name() + " makes a cluster of one out of "
                            + recovery.get().survivor()));
        }
        if (observed.hibernating()) {
            return before;
        }
        if (observed.voters() > 0 && observed.serving() >= observed.quorum()) {
            return before.map(
                    _ -> conditions.of(Conditions.QUORUM_LOST, false, "QuorumServes", "a quorum serves again"));
        }
        Census census = Census.of(observed);
        if (census.voters().isEmpty()) {
            return before;
        }
        if (census.lostForGood()) {
            return Optional.of(conditions.of(Conditions.QUORUM_LOST, true, "MembersLost", lost(observed, census)));
        }
        return longDown(observed, conditionsBefore)
                ? Optional.of(conditions.of(Conditions.QUORUM_LOST, true, "MembersDown", down(observed, census)))
                : before;
    }

    /** A cluster that just woke, or whose members just started, is given its time. */
    private static boolean longDown(ObservedCluster observed, @Nullable List<Condition> before) {
        Instant then = observed.now().minus(PATIENCE);
        return Conditions.find(before, Conditions.AVAILABLE)
                        .filter(c -> c.status() == Condition.Status.FALSE
                                && c.reason().equals("QuorumLost"))
                        .filter(c -> Instant.parse(c.lastTransitionTime()).isBefore(then))
                        .isPresent()
                && observed.pods().stream().flatMap(p -> p.createdAt().stream()).allMatch(at -> at.isBefore(then));
    }

    private static String lost(ObservedCluster observed, Census census) {
        int all = census.voters().size();
        int lost = census.in(State.LOST).size();
        if (lost == all) {
            return (all == 1 ? "the only member is lost for good: " : "all members are lost for good: ")
                    + census.describe(State.LOST) + ". No recovery can help, there is no data to go on with. Choose:"
                    + " (1) " + RESTORE + "; (2) delete this EtcdCluster and make it again, empty. Nothing is deleted"
                    + " until you do; " + RUNBOOK;
        }
        return lost + " of " + all + " members are lost for good (" + census.describe(State.LOST) + ") and "
                + census.quorum() + " are needed, so waiting does not help. " + rest(census)
                + "Nothing is deleted. Choose: (1) " + recover(observed, "") + ", which goes on with what the best"
                + " survivor has; (2) " + RESTORE + "; " + RUNBOOK;
    }

    private static String down(ObservedCluster observed, Census census) {
        String lost = census.in(State.LOST).isEmpty() ? "" : "Lost for good: " + census.describe(State.LOST) + ". ";
        return census.in(State.ANSWERS).size() + " of " + census.voters().size() + " members answer and "
                + census.quorum() + " are needed. " + lost + rest(census)
                + "Nothing is deleted. Choose: (1) bring back what may come back, and the cluster goes on by itself; (2) "
                + recover(observed, "\"survivor\":\"NAME\"")
                + ", which gives up all other members and what only they have; (3) "
                + RESTORE + "; " + RUNBOOK;
    }

    private static String rest(Census census) {
        String silent =
                census.in(State.SILENT).isEmpty() ? "" : "May come back: " + census.describe(State.SILENT) + ". ";
        String answering =
                census.in(State.ANSWERS).isEmpty() ? "" : "Answering: " + census.describe(State.ANSWERS) + ". ";
        return silent + answering;
    }

    private static String recover(ObservedCluster observed, String more) {
        String name = Names.of(observed.resource());
        return "kubectl create -f - <<< '{\"apiVersion\":\"etcetera.dev/v1alpha1\",\"kind\":\"EtcdRecovery\",\"metadata\":"
                + "{\"generateName\":\"" + name + "-\",\"namespace\":\"" + Names.namespace(observed.resource())
                + "\"},\"spec\":{\"clusterName\":\"" + name + "\"" + (more.isEmpty() ? "" : "," + more) + "}}'";
    }
}
