package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/** Takes away from Kubernetes what a cluster or one of its members had. */
public final class RemovalExecutor {
    private final KubernetesClient client;
    private final EventRecorder events;
    private final Fence fence;

    public RemovalExecutor(KubernetesClient client, EventRecorder events, Fence fence) {
        this.client = client;
        this.events = events;
        this.fence = fence;
    }

    void execute(EtcdCluster cluster, Step.Removal step) {
        fence.check();
        switch (step) {
            case Step.MarkLeaving mark -> {
                markLeaving(mark.member());
                events.normal(cluster, "MemberLeaves", Names.of(mark.member()) + " is to leave");
            }
            case Step.Replace replace -> {
                markLeaving(replace.member());
                events.warning(
                        cluster,
                        "MemberReplaced",
                        Names.of(replace.member()) + " " + replace.why() + "; a new member takes its place");
            }
            case Step.RollPod roll -> {
                deletePod(roll.namespace(), roll.name(), roll.uid());
                events.normal(cluster, "PodRolled", "Pod " + roll.name() + " is made again as the spec wants it now");
            }
            case Step.ReplacePod replace -> {
                deletePod(replace.namespace(), replace.name(), replace.uid());
                events.normal(cluster, "PodReplaced", "Pod " + replace.name() + " had ended and is made again");
            }
            case Step.StopPod stop -> {
                deletePod(stop.namespace(), stop.name(), stop.uid());
                events.normal(cluster, "PodStopped", "Pod " + stop.name() + " is stopped until the cluster is woken");
            }
            case Step.DeletePod delete -> deletePod(delete.namespace(), delete.name(), delete.uid());
            case Step.DeleteVolume delete ->
                client.persistentVolumeClaims()
                        .inNamespace(delete.namespace())
                        .withName(delete.name())
                        .delete();
            case Step.DeleteMember delete -> {
                deleteThisLife(
                        "/apis/etcetera.dev/v1alpha1/namespaces/" + delete.namespace() + "/etcdmembers/"
                                + delete.name(),
                        delete.uid());
                events.normal(cluster, "MemberGone", "nothing of " + delete.name() + " is left");
            }
        }
    }

    /** Only this very look at it: one that has changed since is looked at again. */
    private void markLeaving(EtcdMember member) {
        String note = "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"leaving\":true}}"
                .formatted(member.getMetadata().getResourceVersion());
        PatchContext merge = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(ServerSideApply.FIELD_MANAGER)
                .build();
        client.resource(member).patch(merge, note);
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
