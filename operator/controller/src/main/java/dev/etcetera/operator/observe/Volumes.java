package dev.etcetera.operator.observe;

import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at claims, and behind one whose Pod does not come up: whether its volume and the node that has it are still there. */
record Volumes(KubernetesClient client, long wantedBytes) {
    private static final String HOST = "kubernetes.io/hostname";

    /** A claim of which nobody asks how large it is. */
    static ClaimView plain(PersistentVolumeClaim claim) {
        return view(claim, true, lost(claim), VolumeSize.UNKNOWN);
    }

    ClaimView view(PersistentVolumeClaim claim, boolean own) {
        return view(claim, own, lost(claim), size(claim, own));
    }

    ClaimView behind(PersistentVolumeClaim claim, boolean own) {
        ClaimView seen = view(claim, own);
        return own && seen.lost().isEmpty() && phase(claim).equals("Bound")
                ? view(claim, true, nodeGone(claim.getSpec().getVolumeName()), seen.size())
                : seen;
    }

    private static ClaimView view(PersistentVolumeClaim claim, boolean own, Optional<String> lost, VolumeSize size) {
        return new ClaimView(Names.of(claim), own, claim.getMetadata().getDeletionTimestamp() != null, lost, size);
    }

    private static Optional<String> lost(PersistentVolumeClaim claim) {
        return phase(claim).equals("Lost") ? Optional.of("its volume is gone") : Optional.empty();
    }

    private VolumeSize size(PersistentVolumeClaim claim, boolean own) {
        if (!own || !phase(claim).equals("Bound")) {
            return VolumeSize.UNKNOWN;
        }
        long requested = bytes(claim.getSpec().getResources().getRequests());
        return new VolumeSize(
                requested,
                bytes(claim.getStatus().getCapacity()),
                claim.getStatus().getConditions().stream()
                        .filter(c -> "FileSystemResizePending".equals(c.getType()) && "True".equals(c.getStatus()))
                        .findFirst()
                        .map(c -> c.getLastTransitionTime() == null
                                ? Instant.EPOCH
                                : Instant.parse(c.getLastTransitionTime())),
                requested >= wantedBytes || classLetsItGrow(claim));
    }

    private boolean classLetsItGrow(PersistentVolumeClaim claim) {
        String name = claim.getSpec().getStorageClassName();
        StorageClass found = name == null || name.isEmpty()
                ? null
                : client.storage().v1().storageClasses().withName(name).get();
        return found != null && Boolean.TRUE.equals(found.getAllowVolumeExpansion());
    }

    private static long bytes(@Nullable Map<String, Quantity> amounts) {
        Quantity storage = amounts == null ? null : amounts.get("storage");
        return storage == null ? 0 : Quantity.getAmountInBytes(storage).longValue();
    }

    private static String phase(PersistentVolumeClaim claim) {
        return claim.getStatus() == null || claim.getStatus().getPhase() == null
                ? ""
                : claim.getStatus().getPhase();
    }

    /** A volume that only certain hosts can reach is lost with the last of them; a node that is down is not gone. */
    private Optional<String> nodeGone(String volumeName) {
        PersistentVolume volume =
                client.persistentVolumes().withName(volumeName).get();
        if (volume == null
                || volume.getSpec().getNodeAffinity() == null
                || volume.getSpec().getNodeAffinity().getRequired() == null) {
            return Optional.empty();
        }
        List<List<String>> hosts = volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().stream()
                .map(Volumes::hosts)
                .toList();
        boolean gone = !hosts.isEmpty() && hosts.stream().allMatch(h -> !h.isEmpty() && noneExists(h));
        return gone
                ? Optional.of("its volume is on " + hosts + ", and there is no such node any more")
                : Optional.empty();
    }

    private static List<String> hosts(NodeSelectorTerm term) {
        return term.getMatchExpressions().stream()
                .filter(e -> HOST.equals(e.getKey()) && "In".equals(e.getOperator()))
                .map(NodeSelectorRequirement::getValues)
                .findFirst()
                .orElse(List.of());
    }

    private boolean noneExists(List<String> hosts) {
        return client.nodes()
                .withLabelIn(HOST, hosts.toArray(String[]::new))
                .list()
                .getItems()
                .isEmpty();
    }
}
