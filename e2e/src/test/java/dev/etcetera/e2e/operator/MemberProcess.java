package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Command;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The process of a member, or of another program of ours in a Pod, as the host of a local Kubernetes sees it. */
final class MemberProcess {
    private MemberProcess() {}

    /** SIGKILL. */
    static void kill(Pod pod) {
        run("kill", "-KILL", Long.toString(of(pod).pid()));
    }

    /** From here on no other member reaches it, nor it them; clients do. It ends with the Pod. */
    static void cutFromPeers(Pod pod) {
        String network = "/proc/" + of(pod).pid() + "/ns/net";
        for (String chain : List.of("INPUT", "OUTPUT")) {
            for (String port : List.of("--dport", "--sport")) {
                run("nsenter", "--net=" + network, "iptables", "-I", chain, "-p", "tcp", port, "2380", "-j", "DROP");
            }
        }
    }

    private static void run(String... words) {
        Command.Result result = new Command(List.of(words)).run();
        if (result.exit() != 0) {
            throw new AssertionError("%s: %s".formatted(List.of(words), result));
        }
    }

    /** Nothing before its container has started it. */
    static Optional<ProcessHandle> find(Pod pod) {
        return ProcessHandle.allProcesses()
                .filter(process -> isIn(process, pod.getMetadata().getUid()))
                .findFirst();
    }

    private static ProcessHandle of(Pod pod) {
        return find(pod)
                .orElseThrow(() -> new AssertionError("no process of Pod "
                        + pod.getMetadata().getName() + " on this machine: is its cluster local?"));
    }

    // The sandbox has a process too, which differs from one Kubernetes to the other.
    private static boolean isIn(ProcessHandle process, String uid) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            return Files.readString(proc.resolve("cgroup")).contains(uid)
                    && Files.readString(proc.resolve("comm")).strip().equals("java");
        } catch (IOException gone) {
            return false;
        }
    }
}
