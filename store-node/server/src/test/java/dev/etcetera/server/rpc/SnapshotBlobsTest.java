package dev.etcetera.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SnapshotBlobsTest {
    private static final int BLOB = 256 * 1024;

    private final List<Long> remaining = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void fileIsCutIntoBlobsWhateverThePiecesItComesIn() throws IOException, NoSuchAlgorithmException {
        byte[] file = new byte[2 * BLOB + 100];
        SplittableRandom random = new SplittableRandom(1);
        random.nextBytes(file);
        SnapshotBlobs blobs = new SnapshotBlobs(file.length, this::take);

        for (int at = 0; at < file.length; ) {
            int piece = Math.min(file.length - at, 1 + random.nextInt(50_000));
            blobs.write(file, at, piece);
            at += piece;
        }
        blobs.close();

        assertThat(sizes).containsExactly(BLOB, BLOB, 100);
        assertThat(remaining).containsExactly(BLOB + 100L, 100L, 0L);
        assertThat(sent.toByteArray()).isEqualTo(file);
        assertThat(blobs.digest())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(file));
    }

    @Test
    void fileOfAnotherSizeThanAnnouncedFailsTheSnapshot() throws IOException {
        SnapshotBlobs blobs = new SnapshotBlobs(10, this::take);
        blobs.write(1);

        assertThatThrownBy(blobs::close).isInstanceOf(IOException.class).hasMessageContaining("announced were 10");
    }

    private void take(byte[] blob, long remainingBytes) {
        sizes.add(blob.length);
        remaining.add(remainingBytes);
        sent.writeBytes(blob);
    }
}
