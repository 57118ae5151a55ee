package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The operator dies as by kill -9 right before and right after each of the effects of a restore in place, and whoever comes after it
 * ends it as if nothing had been.
 */
@Tag("long")
class RestoreDeathE2E extends BackedUpTest {
    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";

    private final HostOperator operator = new HostOperator();

    RestoreDeathE2E() {
        super("none");
    }

    @BeforeEach
    void takeOver() {
        operator.kill();
    }

    @AfterEach
    void handBack() {
        operator.close();
    }

    @Test
    void diesAtEveryEffectAndTheEndIsTheSame() {
        DeathRun.everywhere("a restore in place", this::run, RestoreDeathE2E::plain);
    }

    /** Without what an EtcdBackup and a claim have of a UID in their names. */
    private static String plain(String effect) {
        return effect.replaceFirst("-r[0-9a-f]{8}\\b.*", "-r").replaceFirst("(data-hard-\\d+)-.*", "$1");
    }

    private DeathRun run(String backup, IntFunction<String> ends) {
        TestCluster hard = new TestCluster(cluster.namespace(), "hard");
        operator.start();
        hard.mustApply(hard.manifest(1, STORAGE, TestCluster.PLAIN));
        hard.awaitSettled();
        hard.etcdctl().output("put", "kept", backup);
        apply("EtcdBackup", backup, "clusterName: hard", "store: " + store());
        new TestBackup(cluster.namespace(), backup).await(EtcdBackupStatus.Phase.SUCCEEDED);
        hard.etcdctl().output("put", "later", "than the backup");
        int begin = operator.lines().size();
        Deaths deaths = new Deaths(operator, ends);
        apply("EtcdRestore", backup, "clusterName: hard", "source: {backupName: " + backup + "}");
        TestRestore restore = new TestRestore(cluster.namespace(), backup);
        Await.until("the end of " + backup + ", last: " + restore.status(), DEADLINE, () -> {
            deaths.revive();
            Await.pass(Duration.ofMillis(100));
            return restore.status()
                            .map(EtcdRestoreStatus::phase)
                            .filter(RequestPhase::isFinal)
                            .isPresent()
                    && hard.status().restore() == null
                    && hard.members().size() == 1
                    && hard.claims().size() == 1
                    && hard.condition("Progressing")
                            .filter(c -> c.reason().equals("Settled"))
                            .isPresent();
        });
        assertThat(restore.status().orElseThrow().phase()).isEqualTo(RequestPhase.SUCCEEDED);
        List<String> lines = operator.lines();
        operator.kill();
        assertThat(hard.etcdctl().output("get", "kept")).isEqualTo("kept\n" + backup + "\n");
        assertThat(hard.etcdctl().output("get", "later")).isEmpty();
        DeathRun run =
                new DeathRun(EndState.of(hard), Deaths.effects(lines.subList(begin, lines.size())), deaths.met());
        operator.start();
        hard.delete();
        operator.kill();
        return run;
    }
}
