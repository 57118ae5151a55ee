package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does to the nodes of the local Kubernetes what happens to nodes. */
final class Nodes {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private Nodes() {}

    static List<String> names() {
        return script("list").lines().map(line -> line.split(" ", 2)[0]).toList();
    }

    /** Power off. */
    static void kill(String node) {
        script("kill", node);
    }

    /** Power on again. */
    static void start(String node) {
        script("start", node);
    }

    /** Takes its network cable out. */
    static void cut(String node) {
        script("cut", node);
    }

    /** Puts it back. */
    static void join(String node) {
        script("join", node);
    }

    /** All nodes run, reach each other and take Pods, whatever a test did to them. */
    static void mend() {
        script("list").lines().forEach(line -> {
            String node = line.split(" ", 2)[0];
            if (line.endsWith(" off")) {
                start(node);
            } else if (line.endsWith(" cut")) {
                join(node);
            }
        });
        for (String node : names()) {
            Await.until(node + " is ready", DEADLINE, () -> ready(node));
            Kubernetes.must("uncordon", node);
        }
        Kubernetes.must(
                "-n",
                Kubernetes.SYSTEM_NAMESPACE,
                "rollout",
                "status",
                "deployment/etcetera-operator",
                "--timeout=150s");
    }

    private static boolean ready(String node) {
        return Kubernetes.kubectl(
                        "", "get", "node", node, "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}")
                .out()
                .equals("True");
    }

    private static String script(String... words) {
        List<String> command = new ArrayList<>(
                List.of(Project.root().resolve("e2e/kubernetes/node.sh").toString()));
        command.addAll(List.of(words));
        Command.Result result = new Command(command).run();
        if (result.exit() != 0) {
            throw new AssertionError("%s: %s".formatted(command, result));
        }
        return result.out();
    }
}
