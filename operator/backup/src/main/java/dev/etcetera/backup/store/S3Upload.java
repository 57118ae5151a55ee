package dev.etcetera.backup.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * One object on its way into a bucket: in one request if it is small, or else in parts, of which a few are under way at a
 * time. Memory: those parts and the one that is being filled, whose arrays go round. Owned by the thread that writes.
 *
 * <p>A store that says it compares CRC32C is asked to: the SHA-256 of each part, which every S3 has to check where it is part of
 * the signature, is a sixth of what a backup costs. It is for the other stores, and the MD5 that buckets with locks ask for.
 * What all of it has to be is in the manifest.
 */
final class S3Upload implements ObjectWriter {
    /** A bucket takes 10,000 parts: objects of 80 GB. */
    private static final int PART_BYTES = 8 << 20;

    /** Most objects are small. */
    private static final int FIRST_BYTES = 64 << 10;

    private static final int BAD_REQUEST = 400;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client client;
    private final S3Requests requests;
    private final S3Settings settings;
    private final String key;
    private final String full;
    private final Semaphore free;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<CompletedPart>> parts = new ArrayList<>();
    private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();
    private byte[] part = new byte[FIRST_BYTES];
    private int filled;
    private @Nullable String uploadId;
    private boolean finished;
    private volatile PartSums sums;

    S3Upload(S3Client client, S3Requests requests, String key, String full) {
        this.client = client;
        this.requests = requests;
        this.settings = requests.settings();
        this.key = key;
        this.full = full;
        this.free = new Semaphore(settings.parallelParts());
        this.sums = PartSums.first(false, settings.lock().isPresent());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == part.length) {
                part = Arrays.copyOf(part, Math.min(PART_BYTES, 8 * part.length));
            }
            int taken = Math.min(end - from, part.length - filled);
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
        client.putObject(requests.put(full, content).build(), body(content));
    }

    /** Not a copy: the array must stay as it is until it is sent. */
    private static RequestBody body(ByteBuffer content) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(content.array(), content.arrayOffset(), content.limit()),
                content.limit(),
                "application/octet-stream");
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
        failEarly();
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing " + key, e);
        }
        byte[] next = spare.poll();
        part = next == null ? new byte[PART_BYTES] : next;
        filled = 0;
        parts.add(senders.submit(() -> {
            try {
                return send(upload, number, content);
            } finally {
                spare.add(content.array());
                free.release();
            }
        }));
    }

    private CompletedPart send(String upload, int number, ByteBuffer content) {
        PartSums with = sums;
        while (true) {
            try {
                return send(upload, number, content, with);
            } catch (S3Exception e) {
                with = with.after(e).orElseThrow(() -> e);
                sums = with;
            }
        }
    }

    private CompletedPart send(String upload, int number, ByteBuffer content, PartSums with) {
        UploadPartRequest part = requests.part(full, content, with)
                .uploadId(upload)
                .partNumber(number)
                .build();
        String tag = client.uploadPart(part, body(content)).eTag();
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(tag)
                .checksumCRC32C(part.checksumCRC32C())
                .build();
    }

    private String begun() throws IOException {
        String upload = uploadId;
        if (upload == null) {
            try {
                CreateMultipartUploadResponse begun = begin();
                sums = PartSums.first(
                        begun.checksumAlgorithm() == ChecksumAlgorithm.CRC32_C,
                        settings.lock().isPresent());
                upload = begun.uploadId();
            } catch (SdkException e) {
                throw S3Store.failed(settings, "begin " + key, e);
            }
            uploadId = upload;
        }
        return upload;
    }

    /** A store that has not heard of the sum passes over it, or refuses. */
    private CreateMultipartUploadResponse begin() {
        try {
            return client.createMultipartUpload(requests.begin(full)
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                    .build());
        } catch (S3Exception e) {
            if (e.statusCode() != BAD_REQUEST && e.statusCode() != NOT_IMPLEMENTED) {
                throw e;
            }
            return client.createMultipartUpload(requests.begin(full).build());
        }
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
