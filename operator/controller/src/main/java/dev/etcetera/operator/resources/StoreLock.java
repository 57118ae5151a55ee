package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.S3StoreSpec;
import java.time.Duration;
import java.time.Instant;

/** What a store keeps, whoever asks. */
public final class StoreLock {
    private StoreLock() {}

    /** Whether it keeps this backup by the lock that its spec asks for. All of it was written before it came to its end. */
    public static boolean keeps(EtcdBackup backup, Instant now) {
        S3StoreSpec s3 = backup.getSpec().store().s3();
        String completed =
                backup.getStatus() == null ? null : backup.getStatus().completionTime();
        return s3 != null
                && s3.objectLock() != null
                && completed != null
                && Instant.parse(completed)
                        .plus(Duration.ofDays(s3.objectLock().retainDays()))
                        .isAfter(now);
    }
}
