package dev.etcetera.backup;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a bucket is. Credentials come from the environment, as every program on this library takes them: a Secret's
 * variables or files, or the identity of the Pod.
 *
 * @param prefix before every key, ending in '/', or nothing
 * @param endpoint of a store that is not Amazon's
 * @param pathStyle the bucket in the path rather than in the host name
 * @param authorities PEM file of those who may sign the endpoint's certificate, instead of the usual ones
 * @param encryption what the store encrypts with
 * @param parallelParts parts of one object under way at a time
 */
public record S3Settings(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Optional<Path> authorities,
        ServerEncryption encryption,
        int parallelParts) {
    public S3Settings {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("a bucket is missing: s3://BUCKET/PREFIX");
        }
        if (parallelParts < 1) {
            throw new IllegalArgumentException("at least one part has to be under way at a time");
        }
    }

    /** Encryption at rest, by the store. */
    public sealed interface ServerEncryption {}

    /** As the bucket has it. */
    public record BucketDefault() implements ServerEncryption {}

    /** With keys of the store. */
    public record StoreKeys() implements ServerEncryption {}

    /** With a key of a key service. */
    public record ServiceKey(String keyId) implements ServerEncryption {}
}
