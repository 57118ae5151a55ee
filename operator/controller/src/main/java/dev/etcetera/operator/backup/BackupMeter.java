package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus.Drill;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What can be counted of backups. No series bears the name of a cluster: there may be many. Any thread. */
public final class BackupMeter {
    private static final String OUTCOME = "outcome";
    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";

    private final MeterRegistry registry;

    public BackupMeter(MeterRegistry registry) {
        this.registry = registry;
        for (String outcome : new String[] {SUCCEEDED, FAILED}) {
            registry.counter("etcetera.backups", OUTCOME, outcome);
            drills(outcome);
        }
    }

    void backedUp(boolean succeeded) {
        registry.counter("etcetera.backups", OUTCOME, succeeded ? SUCCEEDED : FAILED)
                .increment();
    }

    void drilled(Drill drill) {
        Long seconds = drill.seconds();
        drills(drill.succeeded() ? SUCCEEDED : FAILED).record(Duration.ofSeconds(seconds == null ? 0 : seconds));
    }

    private Timer drills(String outcome) {
        return Timer.builder("etcetera.drills")
                .description("Restores that were tried, from the Pod's creation to its outcome")
                .tag(OUTCOME, outcome)
                .register(registry);
    }
}
