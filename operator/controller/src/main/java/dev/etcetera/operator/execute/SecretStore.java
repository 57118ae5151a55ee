package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.pki.SecretContent;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Owners;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and writes Secrets by name: the operator may not list those of others, and does not. */
final class SecretStore {
    private static final String TYPE = "kubernetes.io/tls";

    private final KubernetesClient client;
    private final Fence fence;

    SecretStore(KubernetesClient client, Fence fence) {
        this.client = client;
        this.fence = fence;
    }

    /** A Secret as it was read. */
    record Found(SecretContent content, boolean own, String version) {}

    Optional<Found> read(EtcdCluster cluster, String name) {
        Secret secret = client.secrets()
                .inNamespace(Names.namespace(cluster))
                .withName(name)
                .get();
        if (secret == null) {
            return Optional.empty();
        }
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return Optional.of(new Found(
                new SecretContent(decoded(secret), annotations == null ? Map.of() : annotations),
                Owners.controls(cluster, secret),
                secret.getMetadata().getResourceVersion()));
    }

    /** Writes a Secret that was read before, or was not there; fails when it has changed since. */
    Found write(EtcdCluster cluster, String name, SecretContent content, Optional<Found> before) {
        SecretBuilder builder = new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Names.namespace(cluster))
                .withLabels(Labels.cluster(cluster))
                .withAnnotations(content.annotations())
                .withOwnerReferences(Owners.controlledBy(cluster))
                .endMetadata()
                .withType(TYPE)
                .withData(encoded(content));
        fence.check();
        Secret written;
        if (before.isEmpty()) {
            written = client.resource(builder.build()).create();
        } else {
            builder.editMetadata().withResourceVersion(before.get().version()).endMetadata();
            written = client.resource(builder.build()).update();
        }
        return new Found(content, true, written.getMetadata().getResourceVersion());
    }

    private static Map<String, String> decoded(Secret secret) {
        Map<String, String> data = new TreeMap<>();
        if (secret.getData() != null) {
            secret.getData().forEach((key, value) -> data.put(key, decoded(value)));
        }
        return data;
    }

    private static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
    }

    private static Map<String, String> encoded(SecretContent content) {
        Map<String, String> data = new TreeMap<>();
        content.data()
                .forEach((key, value) ->
                        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII))));
        return data;
    }
}
