package dev.etcetera.operator.execute;

import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Writes Kubernetes Events. The same thing said again counts up the Event that is there; a lost Event harms nobody. */
public final class EventRecorder {
    private static final Logger LOG = Logger.getLogger(EventRecorder.class);

    /** Under which id the log tells of the look in which it was first said. */
    private static final String RUN = "etcetera.dev/run";

    private final KubernetesClient client;
    private final InstantSource clock;

    public EventRecorder(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Says what was done. */
    public void normal(HasMetadata about, String reason, String message) {
        record(about, "Normal", reason, message);
    }

    /** Says what is wrong. */
    public void warning(HasMetadata about, String reason, String message) {
        record(about, "Warning", reason, message);
    }

    private void record(HasMetadata about, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        int hash = Objects.hash(Names.uid(about), type, reason, message);
        String name = Names.of(about) + "." + Integer.toHexString(hash);
        LOG.infof("%s/%s %s: %s", Names.namespace(about), Names.of(about), reason, message);
        try {
            client.resource(event(about, name, now)
                            .withType(type)
                            .withReason(reason)
                            .withMessage(message)
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                countUp(about, name, now);
            } else {
                LOG.debugf(e, "event %s of %s was not written", reason, Names.of(about));
            }
        }
    }

    private void countUp(HasMetadata about, String name, String now) {
        try {
            client.v1()
                    .events()
                    .inNamespace(Names.namespace(about))
                    .withName(name)
                    .edit(e -> new EventBuilder(e)
                            .withCount((e.getCount() == null ? 1 : e.getCount()) + 1)
                            .withLastTimestamp(now)
                            .build());
        } catch (KubernetesClientException e) {
            LOG.debugf(e, "event %s was not counted up", name);
        }
    }

    private static EventBuilder event(HasMetadata about, String name, String now) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Names.namespace(about))
                .addToAnnotations(RUN, String.valueOf(MDC.get("run")))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(Names.of(about))
                .withNamespace(Names.namespace(about))
                .withUid(Names.uid(about))
                .endInvolvedObject()
                .withNewSource()
                .withComponent(ServerSideApply.FIELD_MANAGER)
                .endSource()
                .withReportingComponent(ServerSideApply.FIELD_MANAGER)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1);
    }
}
