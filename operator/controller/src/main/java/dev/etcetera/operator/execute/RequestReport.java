package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** The Event about an EtcdRecovery or an EtcdRestore that came to another phase. */
final class RequestReport {
    private RequestReport() {}

    static void announce(
            EventRecorder events,
            HasMetadata request,
            @Nullable RequestPhase before,
            @Nullable RequestPhase now,
            String message) {
        if (now == null || now == before) {
            return;
        }
        if (now == RequestPhase.FAILED || now == RequestPhase.REJECTED) {
            events.warning(request, now.word(), message);
        } else {
            events.normal(request, now.word(), message);
        }
    }
}
