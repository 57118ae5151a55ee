package dev.etcetera.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.plan.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReconcileMeterTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReconcileMeter meter = new ReconcileMeter(registry, new Rollouts(1, () -> Instant.EPOCH));

    private void report(RequestPhase phase) {
        meter.did(new Step.ReportRestore(
                new EtcdRestore(), new EtcdRestoreStatus(phase, null, null, null, null, null, null, null)));
    }

    private double restores(String outcome) {
        return registry.get("etcetera.restores")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void aRestoreCountsWhenItCameToItsEnd() {
        report(RequestPhase.RUNNING);
        report(RequestPhase.SUCCEEDED);
        report(RequestPhase.FAILED);
        report(RequestPhase.FAILED);
        assertThat(restores("succeeded")).isEqualTo(1);
        assertThat(restores("failed")).isEqualTo(2);
        assertThat(restores("rejected")).isZero();
    }
}
