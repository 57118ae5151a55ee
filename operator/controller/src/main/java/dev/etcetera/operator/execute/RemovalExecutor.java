package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Takes away from Kubernetes what a cluster or one of its members had. */
public final class RemovalExecutor {
    /** What the API server answers when a budget does not allow an eviction. */
    private static final int TOO_MANY_REQUESTS = 429;

    private final KubernetesClient client;
    private final ServerSideApply apply;
    private final EventRecorder events;
    private final Fence fence;

    public RemovalExecutor(KubernetesClient client, ServerSideApply apply, EventRecorder events, Fence fence) {
        this.client = client;
        this.apply = apply;
        this.events = events;
        this.fence = fence;
    }

    /** Answers why it was refused, or nothing. */
    Optional<String> execute(EtcdCluster cluster, Step.Removal step) {
        fence.check();
        if (step instanceof Step.RollPod roll && roll.evict() && !(spare(cluster) && evict(roll))) {
            return Optional.of(
                    "Pod " + roll.name()
                            + " may not be stopped now: the disruption budget counts another member that does not serve; trying again");
        }
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
                if (!roll.evict()) {
                    deletePod(roll.namespace(), roll.name(), roll.uid());
                }
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
            case Step.ExpireBackup old -> expire(cluster, old.backup());
        }
        return Optional.empty();
    }

    private void expire(EtcdCluster cluster, EtcdBackup backup) {
        expire(backup);
        events.normal(cluster, "BackupExpired", "EtcdBackup " + Names.of(backup) + " is not kept");
    }

    /** Whether the budget has one to spare: the client would try a refused eviction again for a long time. */
    private boolean spare(EtcdCluster cluster) {
        PodDisruptionBudget budget = client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(Names.namespace(cluster))
                .withName(Names.budget(Names.of(cluster)))
                .get();
        Integer allowed = budget == null || budget.getStatus() == null
                ? null
                : budget.getStatus().getDisruptionsAllowed();
        return allowed == null || allowed > 0;
    }

    /** Whether the budget let it go. The API server counts this and everybody's drain at one place. */
    private boolean evict(Step.RollPod roll) {
        Eviction eviction = new EvictionBuilder()
                .withNewMetadata()
                .withName(roll.name())
                .withNamespace(roll.namespace())
                .endMetadata()
                .withDeleteOptions(thisLife(roll.uid()))
                .build();
        try {
            client.raw(
                    "/api/v1/namespaces/" + roll.namespace() + "/pods/" + roll.name() + "/eviction", "POST", eviction);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == TOO_MANY_REQUESTS) {
                return false;
            }
            return ended(e);
        }
    }

    /** Only this very look at it: one that has changed since is looked at again. */
    private void markLeaving(EtcdMember member) {
        String note = "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"leaving\":true}}"
                .formatted(member.getMetadata().getResourceVersion());
        apply.merge(member, note);
    }

    /** Deletes this very Pod; one that is gone, or was made again since, is left alone. */
    public void delete(Pod pod) {
        fence.check();
        deletePod(Names.namespace(pod), Names.of(pod), Names.uid(pod));
    }

    /** What it stored goes with it; the word for that is written down before it is deleted. */
    public void expire(EtcdBackup backup) {
        fence.check();
        if (backup.getMetadata().getDeletionTimestamp() == null) {
            if (backup.getSpec().deletionPolicy() != RetentionPolicy.DELETE) {
                apply.merge(backup, "{\"spec\":{\"deletionPolicy\":\"Delete\"}}");
            }
            deleteThisLife(
                    "/apis/etcetera.dev/v1alpha1/namespaces/" + Names.namespace(backup) + "/etcdbackups/"
                            + Names.of(backup),
                    Names.uid(backup));
        }
    }

    private void deletePod(String namespace, String name, String uid) {
        deleteThisLife("/api/v1/namespaces/" + namespace + "/pods/" + name, uid);
    }

    /** Only this very object: one that was made again since under its name is left alone. */
    private void deleteThisLife(String path, String uid) {
        try {
            client.raw(path, "DELETE", thisLife(uid));
        } catch (KubernetesClientException e) {
            ended(e);
        }
    }

    /** True when this very object is there no more; any other failure goes on its way. */
    private static boolean ended(KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
            throw e;
        }
        return true;
    }

    private static DeleteOptions thisLife(String uid) {
        return new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions()
                .build();
    }
}
