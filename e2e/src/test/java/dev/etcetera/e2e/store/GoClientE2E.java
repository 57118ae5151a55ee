package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go's own client library, through e2e/tools/clientcheck. */
class GoClientE2E {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void worksAsWithEtcd(int members) {
        String expected = check(Implementation.GO, members);
        assertThat(check(Implementation.underTest(), members)).isEqualTo(expected);
        assertThat(expected).doesNotContain("FAILED").hasLineCount(10);
    }

    private static String check(Implementation implementation, int members) {
        String program = Project.tool("clientcheck", "clientcheck").toString();
        try (ProcessCluster cluster = ProcessCluster.start(implementation, members)) {
            Command.Result result = new Command(List.of(program, String.join(",", cluster.endpoints()))).run();
            return result.out().strip();
        }
    }
}
