package dev.etcetera.backup.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Which objects a bucket keeps, whoever asks. A bucket with locks has versions, and most stores answer a deletion there with
 * "done" and hide the object behind a marker: so it has to be asked first. May be used from any thread.
 */
final class S3Locks {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client client;
    private final S3Requests requests;
    private final InstantSource clock;
    private volatile @Nullable Boolean known;

    S3Locks(S3Client client, S3Requests requests, InstantSource clock) {
        this.client = client;
        this.requests = requests;
        this.clock = clock;
    }

    /** Why this object is kept, if it is. */
    Optional<String> of(String full) {
        if (!bucketHasLocks()) {
            return Optional.empty();
        }
        HeadObjectResponse head;
        try {
            head = client.headObject(requests.head(full).build());
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        if (head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON) {
            return Optional.of("under a legal hold");
        }
        Instant until = head.objectLockRetainUntilDate();
        return until != null && until.isAfter(clock.instant())
                ? Optional.of("until %s (%s)".formatted(until, head.objectLockModeAsString()))
                : Optional.empty();
    }

    /** Asked once. Who may not know it asks for every object. */
    private boolean bucketHasLocks() {
        Boolean before = known;
        if (before != null) {
            return before;
        }
        boolean locks;
        try {
            locks = client.getObjectLockConfiguration(
                                    r -> r.bucket(requests.settings().bucket()))
                            .objectLockConfiguration()
                            .objectLockEnabled()
                    == ObjectLockEnabled.ENABLED;
        } catch (S3Exception e) {
            if (e.statusCode() >= SERVER_ERROR && e.statusCode() != NOT_IMPLEMENTED) {
                throw e;
            }
            locks = e.statusCode() == FORBIDDEN;
        }
        known = locks;
        return locks;
    }
}
