package dev.etcetera.backup.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.ResponseHeader;
import dev.etcetera.api.etcdserverpb.SnapshotResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Responses as they are on the line. */
class SnapshotStreamTest {
    private final SnapshotStream stream = new SnapshotStream();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<InputStream> closed = new ArrayList<>();

    private void comes(byte[] response, int length) {
        stream.onNext(new ByteArrayInputStream(response, 0, length) {
            @Override
            public void close() {
                closed.add(this);
            }
        });
    }

    private static byte[] response(long revision, byte[] blob) {
        return SnapshotResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setClusterId(-1).setRevision(revision))
                .setRemainingBytes(-1)
                .setBlob(ByteString.copyFrom(blob))
                .setVersion("3.7.0")
                .build()
                .toByteArray();
    }

    private static byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    @Test
    void blobsOfAnySizeArePassedInOrderAndGivenBack() throws IOException {
        byte[] large = bytes(600_000, 3);
        byte[] small = bytes(7, 9);
        for (byte[] blob : List.of(large, small)) {
            byte[] response = response(blob.length, blob);
            comes(response, response.length);
        }
        stream.onCompleted();
        assertThat(stream.to(taken::write)).contains(600_000L);
        assertThat(taken.toByteArray()).startsWith(large).endsWith(small).hasSize(600_007);
        assertThat(closed).hasSize(2);
    }

    @Test
    void memberThatNamesNoRevisionIsNotAskedForOne() throws IOException {
        byte[] response = SnapshotResponse.newBuilder()
                .setBlob(ByteString.copyFrom(bytes(5, 1)))
                .build()
                .toByteArray();
        comes(response, response.length);
        stream.onCompleted();
        assertThat(stream.to(taken::write)).isEmpty();
        assertThat(taken.toByteArray()).hasSize(5);
    }

    @Test
    void blobThatIsCutOffIsNoBlob() {
        byte[] response = response(4, bytes(1_000, 1));
        comes(response, 500);
        stream.onCompleted();
        assertThatThrownBy(() -> stream.to(taken::write)).isInstanceOf(IOException.class);
        assertThat(closed).hasSize(1);
    }
}
