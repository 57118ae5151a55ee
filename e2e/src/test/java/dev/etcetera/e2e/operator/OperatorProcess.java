package dev.etcetera.e2e.operator;

import static dev.etcetera.e2e.operator.Kubernetes.SYSTEM_NAMESPACE;

import dev.etcetera.e2e.framework.Command;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The operator's Pods: which of them leads, and their processes, as the host of a local Kubernetes sees them. */
final class OperatorProcess {
    private OperatorProcess() {}

    /** The Pod that leads, or led last; empty when nobody does. */
    static String leader() {
        Lease lease = lease().get();
        String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
        return holder == null ? "" : holder;
    }

    /** Whoever comes next need not wait until the lease of the last one has run out. */
    static void forgetLeader() {
        lease().delete();
    }

    private static Resource<Lease> lease() {
        return Kubernetes.client().leases().inNamespace(SYSTEM_NAMESPACE).withName("etcetera-operator");
    }

    static ProcessHandle of(String pod) {
        return ProcessHandle.allProcesses()
                .filter(process -> isIn(process, pod))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("no process of Pod " + pod + " on this machine: is its cluster local?"));
    }

    private static boolean isIn(ProcessHandle process, String pod) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            List<String> environment = words(proc.resolve("environ"));
            List<String> command = words(proc.resolve("cmdline"));
            return environment.contains("HOSTNAME=" + pod) && command.getFirst().endsWith("java");
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<String> words(Path file) throws IOException {
        return Arrays.asList(Files.readString(file, StandardCharsets.ISO_8859_1).split("\0", -1));
    }

    static void signal(ProcessHandle process, String signal) {
        new Command(List.of("kill", "-" + signal, Long.toString(process.pid()))).run();
    }
}
