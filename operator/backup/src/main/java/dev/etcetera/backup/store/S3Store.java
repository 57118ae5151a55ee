package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of a bucket of S3, or of anything that speaks it. */
public final class S3Store implements ObjectStore {
    private static final int NOT_FOUND = 404;

    private final S3Settings settings;
    private final S3Client client;
    private final S3Requests requests;
    private final S3Locks locks;

    public S3Store(S3Settings settings, InstantSource clock) {
        this(settings, S3Connection.to(settings), clock);
    }

    S3Store(S3Settings settings, S3Client client, InstantSource clock) {
        this.settings = settings;
        this.client = client;
        this.requests = new S3Requests(settings, clock);
        this.locks = new S3Locks(client, requests, clock);
    }

    @Override
    public ObjectWriter begin(String key) throws IOException {
        String full = full(key);
        // A refusal to look is no proof that nothing is there.
        if (calling("look for " + key, () -> exists(full))) {
            throw new AlreadyThereException(key);
        }
        giveUp(key);
        return new S3Upload(client, requests, key, full);
    }

    @Override
    public void giveUp(String key) throws IOException {
        String full = full(key);
        calling("end what is left of " + key, () -> {
            client
                    .listMultipartUploadsPaginator(
                            r -> r.bucket(settings.bucket()).prefix(full))
                    .uploads()
                    .stream()
                    .filter(u -> u.key().equals(full))
                    .map(MultipartUpload::uploadId)
                    .forEach(id -> client.abortMultipartUpload(
                            r -> r.bucket(settings.bucket()).key(full).uploadId(id)));
            return true;
        });
    }

    private boolean exists(String full) {
        try {
            client.headObject(requests.head(full).build());
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public InputStream read(String key) throws IOException {
        try {
            return client.getObject(requests.get(full(key)).build());
        } catch (NoSuchKeyException e) {
            throw new NotThereException(key, e);
        } catch (SdkException e) {
            throw failed("read " + key, e);
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return calling(
                "list " + prefix,
                () ->
                        client
                                .listObjectsV2Paginator(
                                        r -> r.bucket(settings.bucket()).prefix(full(prefix)))
                                .contents()
                                .stream()
                                .map(o -> o.key().substring(settings.prefix().length()))
                                .sorted()
                                .toList());
    }

    @Override
    public void delete(String key) throws IOException {
        calling(
                "delete " + key,
                () -> client.deleteObject(r -> r.bucket(settings.bucket()).key(full(key))));
    }

    @Override
    public Optional<String> locked(String key) throws IOException {
        return calling("look whether " + key + " is locked", () -> locks.of(full(key)));
    }

    @Override
    public void close() {
        client.close();
    }

    private String full(String key) {
        return settings.prefix() + key;
    }

    private <T> T calling(String what, Call<T> call) throws IOException {
        try {
            return call.call();
        } catch (SdkException e) {
            throw failed(what, e);
        }
    }

    private IOException failed(String what, SdkException cause) {
        return failed(settings, what, cause);
    }

    /** One line that says what could not be done, where, and what the store said. */
    static IOException failed(S3Settings settings, String what, SdkException cause) {
        String where = settings.endpoint().map(url -> " of " + url).orElse("");
        return new IOException(
                "cannot %s in bucket %s%s: %s".formatted(what, settings.bucket(), where, cause.getMessage()), cause);
    }

    @FunctionalInterface
    private interface Call<T> {
        T call();
    }
}
