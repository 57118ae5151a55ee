package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.ClusterObjects;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.MemberPod;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Does what was planned, in its order; the only class that makes or removes what a cluster consists of. */
public final class StepExecutor {
    /** Owns nothing but the note that a member has a volume, so that no status write can ever take it back. */
    private static final String VOLUME_MANAGER = ServerSideApply.FIELD_MANAGER + "-volume";

    private static final Logger LOG = Logger.getLogger(StepExecutor.class);

    private final KubernetesClient client;
    private final MembershipExecutor membership;
    private final ServerSideApply apply;
    private final EventRecorder events;
    private final Images images;

    public StepExecutor(
            KubernetesClient client,
            MembershipExecutor membership,
            ServerSideApply apply,
            EventRecorder events,
            Images images) {
        this.client = client;
        this.membership = membership;
        this.apply = apply;
        this.events = events;
        this.images = images;
    }

    /** Does all that was planned, up to what the cluster itself refuses; what is left of the plan says so. */
    public Plan execute(EtcdCluster cluster, Plan plan) {
        for (Step step : plan.steps()) {
            if (step instanceof Step.Membership change) {
                MembershipExecutor.Outcome outcome = membership.execute(change);
                if (!outcome.done()) {
                    LOG.infof("%s/%s %s", Names.namespace(cluster), Names.of(cluster), outcome.message());
                    return plan.refused(outcome.message());
                }
                events.normal(cluster, outcome.reason(), outcome.message());
            } else {
                execute(cluster, step);
            }
        }
        return plan;
    }

    /** Does one step for this cluster. */
    public void execute(EtcdCluster cluster, Step step) {
        switch (step) {
            case Step.Membership change -> membership.execute(change);
            case Step.ApplyClusterObjects objects -> {
                for (HasMetadata object : ClusterObjects.all(cluster, objects.memberCount())) {
                    apply.apply(object);
                }
            }
            case Step.CreateMembers create -> createMembers(cluster, create);
            case Step.CreateJoiner create -> {
                apply.apply(create.member());
                events.normal(cluster, "MembersCreated", Names.of(create.member()));
            }
            case Step.MarkLeaving mark -> {
                markLeaving(mark.member());
                events.normal(cluster, "MemberLeaves", Names.of(mark.member()) + " is to leave");
            }
            case Step.DeleteMember delete -> {
                deleteThisLife(
                        "/apis/etcetera.dev/v1alpha1/namespaces/" + delete.namespace() + "/etcdmembers/"
                                + delete.name(),
                        delete.uid());
                events.normal(cluster, "MemberGone", "nothing of " + delete.name() + " is left");
            }
            case Step.CreateVolume create -> {
                apply.apply(MemberObjects.claim(create.member()));
                noteVolume(create.member());
                events.normal(cluster, "VolumeCreated", "made " + Names.claim(create.member()));
            }
            case Step.NoteVolume note -> noteVolume(note.member());
            case Step.CreatePod create -> {
                apply.apply(MemberPod.desired(create.member(), create.newCluster()));
                events.normal(cluster, "PodCreated", "made Pod " + Names.of(create.member()));
            }
            case Step.ReplacePod replace -> {
                deletePod(replace.namespace(), replace.name(), replace.uid());
                events.normal(cluster, "PodReplaced", "Pod " + replace.name() + " had ended and is made again");
            }
            case Step.DeletePod delete -> deletePod(delete.namespace(), delete.name(), delete.uid());
            case Step.DeleteVolume delete ->
                client.persistentVolumeClaims()
                        .inNamespace(delete.namespace())
                        .withName(delete.name())
                        .delete();
        }
    }

    private void createMembers(EtcdCluster cluster, Step.CreateMembers create) {
        String image = images.of(cluster.getSpec());
        for (int serial : create.serials()) {
            apply.apply(MemberObjects.member(cluster, serial, create.initialCluster(), image));
        }
        events.normal(
                cluster,
                "MembersCreated",
                create.serials().stream().map(s -> Names.member(cluster, s)).collect(Collectors.joining(", ")));
    }

    private void noteVolume(EtcdMember member) {
        EtcdMember noted = new EtcdMember();
        noted.setMetadata(new ObjectMetaBuilder()
                .withName(Names.of(member))
                .withNamespace(Names.namespace(member))
                .build());
        noted.setStatus(new EtcdMemberStatus(null, null, null, null, Names.claim(member), null, null, null, null));
        apply.applyStatus(noted, VOLUME_MANAGER);
    }

    /** Only this very look at it: one that has changed since is looked at again. */
    private void markLeaving(EtcdMember member) {
        String note = "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"leaving\":true}}"
                .formatted(member.getMetadata().getResourceVersion());
        client.resource(member)
                .patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(), note);
    }

    private void deletePod(String namespace, String name, String uid) {
        deleteThisLife("/api/v1/namespaces/" + namespace + "/pods/" + name, uid);
    }

    /** Only this very object: one that was made again since under its name is left alone. */
    private void deleteThisLife(String path, String uid) {
        DeleteOptions thisLife = new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions()
                .build();
        try {
            client.raw(path, "DELETE", thisLife);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
