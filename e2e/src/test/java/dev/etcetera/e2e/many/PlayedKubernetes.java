package dev.etcetera.e2e.many;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The local Kubernetes without nodes, a played node, the flaky way to it, and an operator on that way. */
final class PlayedKubernetes implements AutoCloseable {
    private static final Path KUBECONFIG = kubeconfig();
    private static final int SLOT = Integer.parseInt(System.getenv().getOrDefault("SLOT", "0"));

    private final KubernetesClient client;
    private final PlayedNode node;
    private final FlakyApi api;
    private final HostOperator operator;

    PlayedKubernetes(Map<String, String> settings) {
        Config config = Config.fromKubeconfig(KUBECONFIG.toFile());
        client = new KubernetesClientBuilder().withConfig(config).build();
        kubectl("", "apply", "-k", Project.root().resolve("manifests/base").toString());
        kubectl("", "-n", "etcetera-system", "scale", "deployment/etcetera-operator", "--replicas=0");
        String token = kubectl("", "-n", "etcetera-system", "create", "token", "etcetera-operator", "--duration=2h")
                .strip();
        node = new PlayedNode(client, SLOT);
        api = new FlakyApi(config.getMasterUrl(), config.getCaCertData());
        operator = new HostOperator(api.url(), token, settings);
    }

    KubernetesClient client() {
        return client;
    }

    FlakyApi api() {
        return api;
    }

    HostOperator operator() {
        return operator;
    }

    String newNamespace() {
        return client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("etcetera-many-")
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    static String kubectl(String stdin, String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(Project.tool("kubectl", "kubectl").toString(), "--kubeconfig=" + KUBECONFIG));
        words.addAll(List.of(arguments));
        Command.Result result = new Command(words, stdin, Duration.ofMinutes(3)).run();
        if (result.exit() != 0) {
            throw new AssertionError("kubectl %s: %s".formatted(String.join(" ", arguments), result));
        }
        return result.out();
    }

    private static Path kubeconfig() {
        String given = System.getenv("KUBECONFIG");
        return given == null || given.isEmpty() ? Project.root().resolve("e2e/.local/kubeconfig") : Path.of(given);
    }

    @Override
    public void close() {
        operator.close();
        api.close();
        node.close();
        client.close();
    }
}
