package dev.etcetera.e2e.store;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.MemberPorts;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same etcdctl commands against Go etcd 3.7.3 and us, one after the other on the same ports, so that even ids and hashes
 * are equal: every answer must be.
 */
class EtcdctlComparisonE2E {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kv",
                "range",
                "txn",
                "watch",
                "lease",
                "compaction",
                "cluster",
                "downgrade",
                "members",
                "errors",
                "formats"
            })
    void answersAsEtcdDoes(String name) throws IOException {
        List<String> script = script(name);
        List<MemberPorts> ports = MemberPorts.free(1);
        List<EtcdctlScript.Step> expected = run(name, Implementation.GO, ports, script);
        List<EtcdctlScript.Step> actual = run(name, Implementation.underTest(), ports, script);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                differences.add("%n>>> %s%netcd:%n%s%nours:%n%s"
                        .formatted(
                                expected.get(i).line(),
                                expected.get(i).answer(),
                                actual.get(i).answer()));
            }
        }
        assertThat(differences)
                .as("%d of %d answers differ", differences.size(), expected.size())
                .isEmpty();
    }

    private static List<EtcdctlScript.Step> run(
            String name, Implementation implementation, List<MemberPorts> ports, List<String> script)
            throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(implementation, ports)) {
            List<EtcdctlScript.Step> steps = new EtcdctlScript(cluster.member(0)).run(script);
            keep(name, implementation, steps);
            return steps;
        }
    }

    /** All answers as a file, to be looked at or compared by other means. */
    private static void keep(String name, Implementation implementation, List<EtcdctlScript.Step> steps)
            throws IOException {
        Path directory = Files.createDirectories(Project.root().resolve("e2e/target/answers"));
        String text = steps.stream()
                .map(step -> ">>> " + step.line() + "\n" + step.answer())
                .collect(joining("\n"));
        Files.writeString(directory.resolve(name + "." + implementation + ".txt"), text);
    }

    private static List<String> script(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(EtcdctlComparisonE2E.class.getResourceAsStream(name + ".etcdctl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
