package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.DowngradeSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Progress.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a cluster for members of an older etcd before the first of them comes, by etcd's own downgrade protocol, and calls
 * that off when it is not asked for any more. etcd itself ends it when all members are of the older release.
 *
 * <p>etcd does not say who began a downgrade. What the spec asks for is therefore noted in the status before it is begun, and
 * until it is over; one that is not noted is somebody else's, and is reported and left alone.
 */
record Descent(ObservedCluster observed) {

    /** Whether members may not be changed yet: those of the older release would refuse to start. */
    boolean unprepared() {
        return target().filter(t -> !prepared(t)).isPresent();
    }

    /**
     * What has to be done, or awaited, before members are changed.
     *
     * @param due whether some members are not as the spec wants them
     * @param leader where the member answers that leads
     */
    Optional<Move> plan(boolean due, Optional<String> leader) {
        Optional<String> target = target();
        Optional<String> running = running();
        if (running.isPresent() && (!target.equals(running) || (!due && idle(running.get())))) {
            return noted(running.get()) ? callOff(running.get(), leader) : heldUp(target, running.get(), due);
        }
        if (target.isEmpty() || !due || prepared(target.get())) {
            return Optional.empty();
        }
        String aim = aim(target.get());
        if (!noted(target.get())) {
            return Optional.of(Move.waits(Reason.ROLLING_OUT, aim + ": it is noted first"));
        }
        return Optional.of(
                running.isPresent() || leader.isEmpty()
                        ? Move.waits(Reason.ROLLING_OUT, aim + ": it waits until every member has said its release")
                        : Move.does(new Step.EnableDowngrade(leader.get(), target.get()), Reason.ROLLING_OUT, aim));
    }

    /** What the status says until the next look; nothing when nobody asks for a downgrade and none is under way. */
    @Nullable
    String noted() {
        EtcdClusterStatus status = observed.resource().getStatus();
        String before = status == null ? null : status.downgradeTo();
        boolean certain = answers().anyMatch(MemberHealth.Answering::leads);
        boolean over = certain && running().filter(r -> r.equals(before)).isEmpty();
        return target().orElse(over ? null : before);
    }

    private boolean noted(String release) {
        EtcdClusterStatus status = observed.resource().getStatus();
        return status != null && release.equals(status.downgradeTo());
    }

    /** A downgrade that somebody else began. */
    Optional<Finding> foreign() {
        return running()
                .filter(r -> !target().equals(Optional.of(r)) && !noted(r))
                .map(r -> new Finding(
                        Finding.Reason.FOREIGN_DOWNGRADE,
                        "a downgrade of the cluster to etcd " + r
                                + " is under way that the spec never asked for: it is left"
                                + " to whoever began it. Until it is over the cluster's version does not rise;"
                                + " etcdctl downgrade cancel calls it off"));
    }

    private static Optional<Move> callOff(String release, Optional<String> leader) {
        return leader.map(address -> Move.does(
                new Step.CancelDowngrade(address, release),
                Reason.ROLLING_OUT,
                "calling off etcd's downgrade to " + release + ", which the spec does not ask for"));
    }

    /** Two downgrades at once etcd does not do. */
    private Optional<Move> heldUp(Optional<String> target, String running, boolean due) {
        return target.filter(t -> due && !prepared(t))
                .map(t -> Move.waits(
                        Reason.ROLLING_OUT,
                        aim(t) + ": it waits for the end of a downgrade to " + running + " that somebody else began"));
    }

    private static String aim(String target) {
        return "before members are changed, the cluster is prepared for etcd " + target;
    }

    /** The release of etcd that the spec leads to. */
    private Optional<String> target() {
        EtcdClusterSpec spec = observed.resource().getSpec();
        return Optional.ofNullable(spec.downgrade())
                .filter(d -> d.toVersion().equals(spec.version()))
                .map(DowngradeSpec::etcdVersion);
    }

    /** The release that a downgrade under way leads to, as the leader knows it. */
    private Optional<String> running() {
        return answers()
                .filter(MemberHealth.Answering::leads)
                .map(a -> a.database().downgradeTarget())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(Descent::minor);
    }

    /** Whether all that answer keep their data as that release does. */
    private boolean prepared(String target) {
        List<String> found =
                answers().map(a -> minor(a.database().version())).distinct().toList();
        return found.equals(List.of(target));
    }

    /** Nobody became what the downgrade leads to, although nothing is left to be changed. */
    private boolean idle(String target) {
        return answers().noneMatch(a -> minor(a.version()).equals(target));
    }

    private Stream<MemberHealth.Answering> answers() {
        return observed.members().stream()
                .filter(m -> observed.standing(m) == ObservedCluster.Standing.VOTER)
                .flatMap(m -> m.health() instanceof MemberHealth.Answering a ? Stream.of(a) : Stream.empty());
    }

    private static String minor(String version) {
        int second = version.indexOf('.', version.indexOf('.') + 1);
        return second < 0 ? version : version.substring(0, second);
    }
}
