package dev.etcetera.backup;

import dev.etcetera.backup.S3Settings.BucketDefault;
import dev.etcetera.backup.S3Settings.ServerEncryption;
import dev.etcetera.backup.S3Settings.ServiceKey;
import dev.etcetera.backup.S3Settings.StoreKeys;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where backups are. */
final class StoreOptions {
    private static final String BUCKET = "s3://";
    private static final String DIRECTORY = "file://";

    @Option(
            names = "--store",
            required = true,
            paramLabel = "URL",
            description =
                    "s3://BUCKET/PREFIX or file:///DIRECTORY. Credentials of a bucket come from the environment, as"
                            + " every program of Amazon's library takes them.")
    private String store = "";

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "Of a store that is not Amazon's.")
    private @Nullable URI endpoint;

    @Option(names = "--s3-region", paramLabel = "REGION", defaultValue = "us-east-1")
    private String region = "";

    @Option(names = "--s3-path-style", description = "The bucket in the path rather than in the host name.")
    private boolean pathStyle;

    @Option(
            names = "--s3-ca",
            paramLabel = "FILE",
            description = "PEM file of those who may sign the endpoint's certificate.")
    private @Nullable Path authorities;

    @Option(
            names = "--s3-encryption",
            paramLabel = "KEY",
            description = "AES256, or the id of a key of the key service; without it, what the bucket does.")
    private @Nullable String encryption;

    @Option(names = "--s3-parallel-parts", paramLabel = "N", defaultValue = "3")
    private int parallelParts;

    ObjectStore open() {
        if (store.startsWith(DIRECTORY)) {
            return new DirectoryStore(Path.of(store.substring(DIRECTORY.length())));
        }
        if (!store.startsWith(BUCKET)) {
            throw new IllegalArgumentException("--store is s3://BUCKET/PREFIX or file:///DIRECTORY, not " + store);
        }
        String rest = store.substring(BUCKET.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        return new S3Store(new S3Settings(
                bucket,
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                Optional.ofNullable(endpoint),
                region,
                pathStyle,
                Optional.ofNullable(authorities),
                encryption(),
                parallelParts));
    }

    private ServerEncryption encryption() {
        String asked = encryption;
        if (asked == null) {
            return new BucketDefault();
        }
        return "AES256".equals(asked) ? new StoreKeys() : new ServiceKey(asked);
    }
}
