package dev.etcetera.backup.store;

import java.util.Optional;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * By what a store notices that a part was damaged on its way: what is sent along with it, besides its length.
 *
 * @param crc32c for a store that said it would compare it; costs nothing
 * @param signed the SHA-256, signed with the request, which every store compares
 * @param md5 what buckets that lock objects used to want; costs three times as much as SHA-256
 */
record PartSums(boolean crc32c, boolean signed, boolean md5) {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    /** Of the first part. */
    static PartSums first(boolean storeComparesCrc32c, boolean locking) {
        return storeComparesCrc32c ? new PartSums(true, false, false) : new PartSums(false, true, locking);
    }

    /** With what a part is sent again that was refused, and those after it; empty if that is no question of sums. */
    Optional<PartSums> after(S3Exception refusal) {
        if (!md5
                && refusal.statusCode() == BAD_REQUEST
                && String.valueOf(refusal.getMessage()).contains("Content-MD5")) {
            return Optional.of(new PartSums(crc32c, signed, true));
        }
        // A bucket's policy may want all contents to be signed; that is not told apart from other reasons.
        if (!signed && refusal.statusCode() == FORBIDDEN) {
            return Optional.of(new PartSums(crc32c, true, md5));
        }
        return Optional.empty();
    }
}
