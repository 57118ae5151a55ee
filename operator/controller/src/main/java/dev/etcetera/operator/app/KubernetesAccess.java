package dev.etcetera.operator.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the one client by which everything here speaks to Kubernetes, and the trace of it where a test asks for one. */
@Singleton
final class KubernetesAccess {
    private final Optional<EffectTrace> trace;

    KubernetesAccess(
            @ConfigProperty(name = "etcetera.effects.file") Optional<String> file,
            @ConfigProperty(name = "etcetera.effects.end-at") Optional<String> endAt) {
        this.trace = EffectTrace.of(file, endAt);
    }

    Optional<EffectTrace> trace() {
        return trace;
    }

    @Produces
    @Singleton
    KubernetesClient client(KubernetesSerialization serialization, Config config) {
        KubernetesClientBuilder builder = new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization)
                .withConfig(config);
        trace.ifPresent(t -> builder.withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("effects", t)));
        return builder.build();
    }

    void close(@Disposes KubernetesClient client) {
        client.close();
    }
}
