package dev.etcetera.operator.execute;

import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes kubelets look at Secrets and volumes at once, which they otherwise do in a minute or two: a Pod that changes is
 * looked at. Where it does not work nothing is lost but that time.
 */
final class PodNudge {
    private static final Logger LOG = Logger.getLogger(PodNudge.class);
    private static final String CERTIFICATES = "etcetera.dev/certificates-written";

    private final ServerSideApply apply;

    PodNudge(ServerSideApply apply) {
        this.apply = apply;
    }

    /** There are new certificates in the Secrets of these Pods. */
    void all(List<Pod> pods, Instant now) {
        String when = now.truncatedTo(ChronoUnit.SECONDS).toString();
        pods.forEach(pod -> annotate(pod, CERTIFICATES, when));
    }

    /** The file system of this Pod's volume is to grow. */
    void grow(Step.NudgePod step) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(step.namespace())
                .withName(step.name())
                .endMetadata()
                .build();
        annotate(pod, Annotations.VOLUME_BYTES, String.valueOf(step.bytes()));
    }

    private void annotate(Pod pod, String annotation, String value) {
        try {
            apply.merge(pod, "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(annotation, value));
        } catch (KubernetesClientException e) {
            LOG.debugf("Pod %s was not told of a change: %s", Names.of(pod), e.getMessage());
        }
    }
}
