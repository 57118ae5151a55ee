package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.util.List;
import org.junit.jupiter.api.Test;

/** etcd's own etcd-dump-logs reads what we wrote, after an orderly stop and after kill -9. */
class WalReadableE2E {
    /** etcd ends by the signal that asked it to, after an orderly stop; so do we. */
    private static final int SIGTERM = 128 + 15;

    @Test
    void etcdReadsOurLog() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member member = cluster.member(0);
            Etcdctl etcdctl = cluster.etcdctl();
            for (int i = 0; i < 20; i++) {
                etcdctl.output("put", "wal/" + i, "value " + i);
            }
            etcdctl.output("del", "wal/3");
            member.kill();
            assertThat(dump(member)).contains("key:\"wal/19\"", "value:\"value 19\"", "delete_range");
            member.start();
            cluster.awaitHealthy();
            etcdctl.output("put", "wal/after", "a restart");
            assertThat(member.stop()).isEqualTo(SIGTERM);
            assertThat(dump(member)).contains("key:\"wal/after\"", "key:\"wal/0\"");
        }
    }

    @Test
    void weReadTheLogOfAGoMember() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.GO, 1)) {
            Member member = cluster.member(0);
            Etcdctl etcdctl = cluster.etcdctl();
            for (int i = 0; i < 20; i++) {
                etcdctl.output("put", "wal/" + i, "value " + i);
            }
            etcdctl.output("del", "wal/3");
            member.kill();

            assertThat(run(List.of(
                            Implementation.ETCETERA
                                    .etcd()
                                    .resolveSibling("etcd-dump-logs")
                                    .toString(),
                            member.dataDirectory().toString())))
                    .contains("key: \"wal/19\"", "value: \"value 19\"", "delete_range", "conf\t");
        }
    }

    private static String dump(Member member) {
        return run(List.of(
                Project.tool("benchmark", "etcd-dump-logs").toString(),
                "-start-index=1",
                member.dataDirectory().toString()));
    }

    private static String run(List<String> command) {
        Command.Result result = new Command(command).run();
        assertThat(result.exit()).as(result.toString()).isZero();
        return result.out();
    }
}
