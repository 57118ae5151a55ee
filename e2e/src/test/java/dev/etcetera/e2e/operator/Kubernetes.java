package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The Kubernetes under test: that of KUBECONFIG, or the local one of this checkout. */
final class Kubernetes {
    static final String SYSTEM_NAMESPACE = "etcetera-system";
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Path KUBECONFIG = kubeconfig();
    private static final KubernetesClient CLIENT = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(new File(KUBECONFIG.toString())))
            .build();

    private Kubernetes() {}

    static KubernetesClient client() {
        return CLIENT;
    }

    /** Installs the operator from manifests/base, as a user would; does nothing when it is there. */
    static void installOperator() {
        must("apply", "-k", Project.root().resolve("manifests/base").toString());
        must("-n", SYSTEM_NAMESPACE, "rollout", "status", "deployment/etcetera-operator", "--timeout=150s");
    }

    /** A namespace of its own for one test. */
    static String newNamespace() {
        return CLIENT.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("etcetera-e2e-")
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    /** Begins to delete a namespace; nobody need wait for it. */
    static void dropNamespace(String namespace) {
        CLIENT.namespaces().withName(namespace).delete();
    }

    static Command.Result kubectl(String stdin, String... arguments) {
        List<String> words = new ArrayList<>(List.of("kubectl", "--kubeconfig=" + KUBECONFIG));
        words.addAll(List.of(arguments));
        return new Command(words, stdin, DEADLINE).run();
    }

    /** The output of a kubectl command that must succeed. */
    static String must(String... arguments) {
        Command.Result result = kubectl("", arguments);
        if (result.exit() != 0) {
            throw new AssertionError("kubectl %s: %s".formatted(String.join(" ", arguments), result));
        }
        return result.out();
    }

    /** The address of this machine at which Pods find its servers. */
    static String machine() {
        return URI.create(CLIENT.getConfiguration().getMasterUrl()).getHost();
    }

    /** The file that tells how it is reached. */
    static Path kubeconfig() {
        String given = System.getenv("KUBECONFIG");
        return given == null || given.isEmpty() ? Project.root().resolve("e2e/.local/kubeconfig") : Path.of(given);
    }
}
