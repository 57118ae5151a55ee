package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.ClusterObjects;
import dev.etcetera.operator.resources.MemberPod;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Does what was planned, in its order; with its helpers the only one that makes or removes what a cluster consists of. */
public final class StepExecutor {
    private static final Logger LOG = Logger.getLogger(StepExecutor.class);

    private final Helpers helpers;
    private final ServerSideApply apply;
    private final EventRecorder events;
    private final Consumer<Step> done;
    private final VolumeExecutor volumes;

    /** Who does what is more than one write. */
    public record Helpers(
            MembershipExecutor membership,
            RemovalExecutor removals,
            RecoveryExecutor recoveries,
            RestoreExecutor restores,
            BirthExecutor births) {}

    public StepExecutor(Helpers helpers, ServerSideApply apply, EventRecorder events, Consumer<Step> done) {
        this.helpers = helpers;
        this.apply = apply;
        this.events = events;
        this.done = done;
        this.volumes = new VolumeExecutor(apply, events);
    }

    /**
     * Does all that was planned, up to what the cluster itself refuses; what is left of the plan says so.
     *
     * @param seen what the caches show of the cluster's own objects
     */
    public Plan execute(EtcdCluster cluster, Plan plan, List<HasMetadata> seen) {
        for (Step step : plan.steps()) {
            Optional<String> refusal = execute(cluster, step, seen);
            if (refusal.isPresent()) {
                LOG.infof("%s/%s %s", Names.namespace(cluster), Names.of(cluster), refusal.get());
                return step instanceof Step.CreateMembers
                        ? plan.withoutBackup(refusal.get())
                        : plan.refused(refusal.get());
            }
        }
        return plan;
    }

    /** Does one step for this cluster; answers why the cluster refused it, or nothing. */
    public Optional<String> execute(EtcdCluster cluster, Step step) {
        return execute(cluster, step, List.of());
    }

    private Optional<String> execute(EtcdCluster cluster, Step step, List<HasMetadata> seen) {
        switch (step) {
            case Step.Membership change -> {
                MembershipExecutor.Outcome outcome = helpers.membership().execute(change);
                if (!outcome.done()) {
                    return Optional.of(outcome.message());
                }
                events.normal(cluster, outcome.reason(), outcome.message());
            }
            case Step.ApplyClusterObjects all -> {
                Present present = new Present(seen);
                ClusterObjects.all(cluster, all.memberCount()).stream()
                        .filter(object -> !present.has(object))
                        .forEach(apply::apply);
            }
            case Step.CreateMembers create -> {
                Optional<String> refusal = helpers.births().execute(cluster, create);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
            case Step.CreateBackup create -> {
                apply.create(create.backup());
                events.normal(cluster, "BackupBegins", "EtcdBackup " + Names.of(create.backup()));
            }
            case Step.CreateJoiner create -> {
                apply.apply(create.member());
                events.normal(cluster, "MembersCreated", Names.of(create.member()));
            }
            case Step.ChangeMember change -> {
                apply.apply(changed(change.member()));
                events.normal(cluster, "MemberChanged", Names.of(change.member()) + " is to be as the spec wants it");
            }
            case Step.Volume volume -> volumes.execute(cluster, volume);
            case Step.CreatePod create -> {
                apply.apply(MemberPod.desired(create.member(), create.newCluster()));
                events.normal(cluster, "PodCreated", "made Pod " + Names.of(create.member()));
            }
            case Step.Removal removal -> {
                return helpers.removals().execute(cluster, removal);
            }
            case Step.Recovery recovery -> helpers.recoveries().execute(cluster, recovery);
            case Step.Restore restore -> helpers.restores().execute(cluster, restore);
        }
        done.accept(step);
        return Optional.empty();
    }

    /** What the operator writes of a member, with the version that was looked at: one that has changed is looked at again. */
    private static EtcdMember changed(EtcdMember member) {
        EtcdMember written = new EtcdMember();
        written.setMetadata(new ObjectMetaBuilder()
                .withName(Names.of(member))
                .withNamespace(Names.namespace(member))
                .withResourceVersion(member.getMetadata().getResourceVersion())
                .withLabels(member.getMetadata().getLabels())
                .withOwnerReferences(member.getMetadata().getOwnerReferences())
                .build());
        written.setSpec(member.getSpec());
        return written;
    }
}
