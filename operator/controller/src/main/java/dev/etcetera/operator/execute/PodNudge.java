package dev.etcetera.operator.execute;

import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes kubelets look at Secrets at once, which they otherwise do in a minute or two: a Pod that changes is looked at.
 * Where it does not work nothing is lost but that time.
 */
final class PodNudge {
    private static final Logger LOG = Logger.getLogger(PodNudge.class);
    private static final String ANNOTATION = "etcetera.dev/certificates-written";

    private final KubernetesClient client;
    private final Fence fence;

    PodNudge(KubernetesClient client, Fence fence) {
        this.client = client;
        this.fence = fence;
    }

    void all(List<Pod> pods, Instant now) {
        String note = "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                .formatted(ANNOTATION, now.truncatedTo(ChronoUnit.SECONDS));
        PatchContext merge = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(ServerSideApply.FIELD_MANAGER + "-certificates")
                .build();
        for (Pod pod : pods) {
            try {
                fence.check();
                client.resource(pod).patch(merge, note);
            } catch (KubernetesClientException e) {
                LOG.debugf("Pod %s was not told of its new certificates: %s", Names.of(pod), e.getMessage());
            }
        }
    }
}
