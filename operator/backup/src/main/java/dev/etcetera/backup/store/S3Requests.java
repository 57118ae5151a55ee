package dev.etcetera.backup.store;

import dev.etcetera.backup.store.S3Settings.BucketDefault;
import dev.etcetera.backup.store.S3Settings.CustomerKey;
import dev.etcetera.backup.store.S3Settings.ObjectLock;
import dev.etcetera.backup.store.S3Settings.ServiceKey;
import dev.etcetera.backup.store.S3Settings.StoreKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * The requests about one object after another, with all that the settings add to each kind: who encrypts, the customer's key,
 * how long it is locked. May be used from any thread.
 */
record S3Requests(S3Settings settings, InstantSource clock) {
    PutObjectRequest.Builder put(String full, ByteBuffer content) {
        return PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(full)
                .ifNoneMatch("*")
                .contentMD5(md5(content))
                .serverSideEncryption(encryption())
                .ssekmsKeyId(keyId())
                .sseCustomerAlgorithm(algorithm())
                .sseCustomerKey(customerKey())
                .sseCustomerKeyMD5(customerMd5())
                .objectLockMode(lockMode())
                .objectLockRetainUntilDate(lockedUntil());
    }

    CreateMultipartUploadRequest.Builder begin(String full) {
        return CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(full)
                .serverSideEncryption(encryption())
                .ssekmsKeyId(keyId())
                .sseCustomerAlgorithm(algorithm())
                .sseCustomerKey(customerKey())
                .sseCustomerKeyMD5(customerMd5())
                .objectLockMode(lockMode())
                .objectLockRetainUntilDate(lockedUntil());
    }

    UploadPartRequest.Builder part(String full, ByteBuffer content, PartSums sums) {
        UploadPartRequest.Builder part = UploadPartRequest.builder();
        if (!sums.signed()) {
            part.overrideConfiguration(o -> o.putHeader(S3Signing.CONTENT, S3Signing.UNSIGNED));
        }
        return part.bucket(settings.bucket())
                .key(full)
                .contentLength((long) content.remaining())
                .contentMD5(sums.md5() ? md5(content) : null)
                .checksumCRC32C(sums.crc32c() ? crc32c(content) : null)
                .sseCustomerAlgorithm(algorithm())
                .sseCustomerKey(customerKey())
                .sseCustomerKeyMD5(customerMd5());
    }

    CompleteMultipartUploadRequest.Builder complete(String full) {
        return CompleteMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(full)
                .ifNoneMatch("*")
                .sseCustomerAlgorithm(algorithm())
                .sseCustomerKey(customerKey())
                .sseCustomerKeyMD5(customerMd5());
    }

    HeadObjectRequest.Builder head(String full) {
        return HeadObjectRequest.builder()
                .bucket(settings.bucket())
                .key(full)
                .sseCustomerAlgorithm(algorithm())
                .sseCustomerKey(customerKey())
                .sseCustomerKeyMD5(customerMd5());
    }

    GetObjectRequest.Builder get(String full) {
        return GetObjectRequest.builder()
                .bucket(settings.bucket())
                .key(full)
                .sseCustomerAlgorithm(algorithm())
                .sseCustomerKey(customerKey())
                .sseCustomerKeyMD5(customerMd5());
    }

    /** How the store is asked to encrypt; null leaves it to the bucket, or to the customer's key. */
    private @Nullable ServerSideEncryption encryption() {
        return switch (settings.encryption()) {
            case BucketDefault ignored -> null;
            case CustomerKey ignored -> null;
            case StoreKeys ignored -> ServerSideEncryption.AES256;
            case ServiceKey ignored -> ServerSideEncryption.AWS_KMS;
        };
    }

    /** Of the key service. */
    private @Nullable String keyId() {
        return settings.encryption() instanceof ServiceKey key ? key.keyId() : null;
    }

    private @Nullable String algorithm() {
        return settings.encryption() instanceof CustomerKey ? "AES256" : null;
    }

    private @Nullable String customerKey() {
        return settings.encryption() instanceof CustomerKey key ? key.key() : null;
    }

    private @Nullable String customerMd5() {
        return settings.encryption() instanceof CustomerKey key ? key.md5() : null;
    }

    private @Nullable ObjectLockMode lockMode() {
        return settings.lock()
                .map(l -> ObjectLockMode.fromValue(l.mode().name()))
                .orElse(null);
    }

    private @Nullable Instant lockedUntil() {
        return settings.lock().map(ObjectLock::age).map(clock.instant()::plus).orElse(null);
    }

    /** In base64, as stores that know this sum want it. */
    static String crc32c(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        byte[] sum =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(sum);
    }

    /** In base64. Every S3 knows this sum, which is against damage on the way, not against anybody. */
    static String md5(ByteBuffer content) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(content.duplicate());
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
