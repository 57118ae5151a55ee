package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conditions whose transition time moves only when their status does. */
public final class Conditions {
    public static final String AVAILABLE = "Available";
    public static final String PROGRESSING = "Progressing";
    public static final String DEGRADED = "Degraded";
    public static final String QUORUM_LOST = "QuorumLost";
    public static final String CERTIFICATES_READY = "CertificatesReady";

    public static final String BACKUP_READY = "BackupReady";
    public static final String RESTORED = "Restored";
    /** Of an EtcdBackupSchedule. */
    public static final String READY = "Ready";
    /** Of an EtcdBackup. */
    public static final String COMPLETE = "Complete";

    private final @Nullable List<Condition> before;
    private final @Nullable Long generation;
    private final Instant now;

    public Conditions(@Nullable List<Condition> before, @Nullable Long generation, Instant now) {
        this.before = before;
        this.generation = generation;
        this.now = now;
    }

    /** The condition of this type, if there is one. */
    public static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    /** A condition as it is now. */
    public Condition of(String type, boolean holds, String reason, String message) {
        Condition.Status status = holds ? Condition.Status.TRUE : Condition.Status.FALSE;
        String since = find(before, type)
                .filter(c -> c.status() == status)
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new Condition(type, status, generation, since, reason, message);
    }
}
