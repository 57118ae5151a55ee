package dev.etcetera.backup.store;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a bucket is. Credentials come from the environment, as every program on this library takes them: a Secret's
 * variables or files, or the identity of the Pod.
 *
 * @param prefix before every key, ending in '/', or nothing
 * @param endpoint of a store that is not Amazon's
 * @param pathStyle the bucket in the path rather than in the host name
 * @param authorities PEM file of those who may sign the endpoint's certificate, instead of the usual ones
 * @param credentials what opens it
 * @param encryption what the store encrypts with
 * @param lock on everything that is written
 * @param parallelParts parts of one object under way at a time
 */
public record S3Settings(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Optional<Path> authorities,
        Credentials credentials,
        ServerEncryption encryption,
        Optional<ObjectLock> lock,
        int parallelParts) {
    /** With one more, which is being filled, half the memory that the program has. */
    private static final int MOST_PARTS = 6;

    public S3Settings {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("a bucket is missing: s3://BUCKET/PREFIX");
        }
        if (parallelParts < 1 || parallelParts > MOST_PARTS) {
            throw new IllegalArgumentException(
                    "from 1 to %d parts may be under way at a time, not %d".formatted(MOST_PARTS, parallelParts));
        }
    }

    /** What opens a bucket. */
    public sealed interface Credentials {}

    /** What the environment says, or the identity of the Pod. */
    public record OfEnvironment() implements Credentials {}

    /** A profile of the shared credentials file. */
    public record Profile(String name) implements Credentials {}

    /** Files named AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, as a mounted Secret has them; read again when asked for. */
    public record Folder(Path path) implements Credentials {}

    /** Encryption at rest, by the store. */
    public sealed interface ServerEncryption {}

    /** As the bucket has it. */
    public record BucketDefault() implements ServerEncryption {}

    /** With keys of the store. */
    public record StoreKeys() implements ServerEncryption {}

    /** With a key of a key service. */
    public record ServiceKey(String keyId) implements ServerEncryption {}

    /** With a key that every request brings along. It is never printed. */
    public static final class CustomerKey implements ServerEncryption {
        private static final int KEY_BYTES = 32;

        private final String key;
        private final String md5;

        /** Takes base64 of 32 bytes. */
        public CustomerKey(String key) {
            byte[] bytes = Base64.getDecoder().decode(key);
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException("a key has 32 bytes");
            }
            this.key = key;
            this.md5 = S3Requests.md5(ByteBuffer.wrap(bytes));
        }

        String key() {
            return key;
        }

        /** As S3 wants it beside the key; base64. */
        String md5() {
            return md5;
        }
    }

    /** What S3 calls retention: nobody deletes an object before it is so old, not even its writer. */
    public record ObjectLock(LockMode mode, Duration age) {
        public ObjectLock {
            if (!age.isPositive()) {
                throw new IllegalArgumentException("an object is locked for at least a day");
            }
        }
    }

    /** Whether anybody at all may lift it: of S3's two, in its words. */
    public enum LockMode {
        GOVERNANCE,
        COMPLIANCE
    }
}
