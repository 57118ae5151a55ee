package dev.etcetera.backup;

import dev.etcetera.backup.store.DirectoryStore;
import dev.etcetera.backup.store.EncryptionKeys;
import dev.etcetera.backup.store.KeyFile;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.PacedStore;
import dev.etcetera.backup.store.S3Settings;
import dev.etcetera.backup.store.S3Settings.BucketDefault;
import dev.etcetera.backup.store.S3Settings.Credentials;
import dev.etcetera.backup.store.S3Settings.CustomerKey;
import dev.etcetera.backup.store.S3Settings.Folder;
import dev.etcetera.backup.store.S3Settings.LockMode;
import dev.etcetera.backup.store.S3Settings.ObjectLock;
import dev.etcetera.backup.store.S3Settings.OfEnvironment;
import dev.etcetera.backup.store.S3Settings.Profile;
import dev.etcetera.backup.store.S3Settings.ServerEncryption;
import dev.etcetera.backup.store.S3Settings.ServiceKey;
import dev.etcetera.backup.store.S3Settings.StoreKeys;
import dev.etcetera.backup.store.S3Store;
import dev.etcetera.backup.store.Seal;
import dev.etcetera.backup.store.SealedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where backups are, and how they are stored there. */
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

    @Option(
            names = "--s3-profile",
            paramLabel = "NAME",
            description = "Of the shared credentials file, instead of what the environment says.")
    private @Nullable String profile;

    @Option(
            names = "--s3-credentials",
            paramLabel = "DIR",
            description =
                    "Files AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where there is one, AWS_SESSION_TOKEN, as"
                            + " Kubernetes mounts a Secret; instead of what the environment says. What changes there is used at once.")
    private @Nullable Path credentials;

    @Option(
            names = "--s3-customer-key-file",
            paramLabel = "FILE",
            description = "base64 of 32 bytes with which the store encrypts and which it does not keep (SSE-C). What is"
                    + " in the bucket already has to have the same.")
    private @Nullable Path customerKeyFile;

    @Option(
            names = "--s3-object-lock-days",
            paramLabel = "N",
            defaultValue = "0",
            description = "What is written cannot be deleted for so long; 0 is what the bucket does.")
    private int lockDays;

    @Option(
            names = "--s3-object-lock-mode",
            paramLabel = "MODE",
            defaultValue = "GOVERNANCE",
            description = "GOVERNANCE, which somebody may lift, or COMPLIANCE, which nobody can.")
    private LockMode lockMode = LockMode.GOVERNANCE;

    @Option(
            names = "--compress",
            paramLabel = "zstd",
            description = "What is written is compressed. Reading needs no option for it.")
    private @Nullable String compress;

    @Option(
            names = "--encryption-key-file",
            paramLabel = "FILE",
            description = "What is written is encrypted here, before it goes to the store, and what is read is"
                    + " decrypted. Lines of `openssl rand -base64 32`, of which the first encrypts and all decrypt, or a"
                    + " keyset of Tink.")
    private @Nullable Path encryptionKeyFile;

    @Option(
            names = "--encryption-required",
            description = "What is read must have been encrypted with these keys; else what is not is read as it is.")
    private boolean encryptionRequired;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "N",
            description = "Written at most; 0 is as fast as it goes.",
            defaultValue = "0")
    private long bytesPerSecond;

    ObjectStore open() throws IOException {
        Seal seal = seal();
        ObjectStore plain = plain();
        return new SealedStore(bytesPerSecond > 0 ? new PacedStore(plain, bytesPerSecond) : plain, seal);
    }

    private Seal seal() throws IOException {
        if (compress != null && !"zstd".equals(compress)) {
            throw new IllegalArgumentException("--compress is zstd, not " + compress);
        }
        Path keys = encryptionKeyFile;
        return new Seal(
                compress != null,
                keys == null ? Optional.empty() : Optional.of(EncryptionKeys.read(keys)),
                encryptionRequired);
    }

    private ObjectStore plain() throws IOException {
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
        return new S3Store(
                new S3Settings(
                        bucket,
                        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                        Optional.ofNullable(endpoint),
                        region,
                        pathStyle,
                        Optional.ofNullable(authorities),
                        credentials(),
                        encryption(),
                        lockDays == 0
                                ? Optional.empty()
                                : Optional.of(new ObjectLock(lockMode, Duration.ofDays(lockDays))),
                        parallelParts),
                InstantSource.system());
    }

    private Credentials credentials() {
        if (profile != null && credentials != null) {
            throw new IllegalArgumentException("--s3-profile and --s3-credentials exclude each other");
        }
        if (credentials != null) {
            return new Folder(credentials);
        }
        return profile == null ? new OfEnvironment() : new Profile(profile);
    }

    private ServerEncryption encryption() throws IOException {
        String asked = encryption;
        Path file = customerKeyFile;
        if (file == null) {
            return asked == null
                    ? new BucketDefault()
                    : "AES256".equals(asked) ? new StoreKeys() : new ServiceKey(asked);
        }
        if (asked != null) {
            throw new IllegalArgumentException("--s3-encryption and --s3-customer-key-file exclude each other");
        }
        String key = KeyFile.read(file);
        try {
            return new CustomerKey(key);
        } catch (IllegalArgumentException e) {
            // Not kept as a cause: it may have the key in it.
            throw new IllegalArgumentException(file + " has no key: base64 of 32 bytes is wanted");
        }
    }
}
