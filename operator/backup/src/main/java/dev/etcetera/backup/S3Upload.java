package dev.etcetera.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One object on its way into a bucket: in one request if it is small, or else in parts, of which a few are under way at a
 * time. Memory: those parts and the one that is being filled. Owned by the thread that writes.
 */
final class S3Upload implements ObjectWriter {
    /** A bucket takes 10,000 parts: objects of 80 GB. */
    private static final int PART_BYTES = 8 << 20;

    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final S3Requests requests;
    private final S3Settings settings;
    private final String key;
    private final String full;
    private final Semaphore free;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<CompletedPart>> parts = new ArrayList<>();
    private byte[] part = new byte[0];
    private int filled;
    private @Nullable String uploadId;
    private boolean finished;

    S3Upload(S3Client client, S3Requests requests, String key, String full) {
        this.client = client;
        this.requests = requests;
        this.settings = requests.settings();
        this.key = key;
        this.full = full;
        this.free = new Semaphore(settings.parallelParts());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (part.length == 0) {
                part = new byte[PART_BYTES];
            }
            int taken = Math.min(end - from, PART_BYTES - filled);
            System.arraycopy(bytes, from, part, filled, taken);
            filled += taken;
            from += taken;
            if (filled == PART_BYTES) {
                sendPart();
            }
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            if (uploadId == null) {
                putWhole();
            } else {
                if (filled > 0) {
                    sendPart();
                }
                complete(uploadId, sent());
            }
            finished = true;
        } catch (SdkException e) {
            if (e instanceof S3Exception answer && answer.statusCode() == PRECONDITION_FAILED) {
                throw new AlreadyThereException(key, e);
            }
            throw S3Store.failed(settings, "write " + key, e);
        }
    }

    private void putWhole() {
        ByteBuffer content = ByteBuffer.wrap(part, 0, filled);
        client.putObject(requests.put(full, content).build(), RequestBody.fromByteBuffer(content));
    }

    private void complete(String upload, List<CompletedPart> sent) {
        client.completeMultipartUpload(requests.complete(full)
                .uploadId(upload)
                .multipartUpload(m -> m.parts(sent))
                .build());
    }

    private void sendPart() throws IOException {
        String upload = begun();
        ByteBuffer content = ByteBuffer.wrap(part, 0, filled);
        int number = parts.size() + 1;
        part = new byte[0];
        filled = 0;
        failEarly();
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing " + key, e);
        }
        parts.add(senders.submit(() -> {
            try {
                String tag = client.uploadPart(
                                requests.part(full, content)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .build(),
                                RequestBody.fromByteBuffer(content))
                        .eTag();
                return CompletedPart.builder().partNumber(number).eTag(tag).build();
            } finally {
                free.release();
            }
        }));
    }

    private String begun() throws IOException {
        String upload = uploadId;
        if (upload == null) {
            try {
                upload = client.createMultipartUpload(requests.begin(full).build())
                        .uploadId();
            } catch (SdkException e) {
                throw S3Store.failed(settings, "begin " + key, e);
            }
            uploadId = upload;
        }
        return upload;
    }

    /** The rest need not be read from the member when a part has failed for good. */
    private void failEarly() throws IOException {
        for (Future<CompletedPart> sent : parts) {
            if (sent.state() == Future.State.FAILED) {
                result(sent);
            }
        }
    }

    private List<CompletedPart> sent() throws IOException {
        List<CompletedPart> sent = new ArrayList<>();
        for (Future<CompletedPart> one : parts) {
            sent.add(result(one));
        }
        return sent;
    }

    private CompletedPart result(Future<CompletedPart> sent) throws IOException {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing " + key, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SdkException cause) {
                throw S3Store.failed(settings, "write a part of " + key, cause);
            }
            throw new IOException("cannot write a part of " + key + ": " + e.getCause(), e);
        }
    }

    @Override
    public void close() throws IOException {
        senders.shutdownNow();
        String upload = uploadId;
        if (finished || upload == null) {
            return;
        }
        try {
            client.abortMultipartUpload(
                    r -> r.bucket(settings.bucket()).key(full).uploadId(upload));
        } catch (SdkException e) {
            throw S3Store.failed(settings, "give up " + key, e);
        }
    }
}
