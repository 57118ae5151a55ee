package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.store.DamagedBackupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotSumTest {
    @Test
    void isTheSameHoweverTheBytesAreCut() throws DamagedBackupException {
        byte[] snapshot = new PlayedMember(3).snapshot();
        String whole = sum(snapshot, snapshot.length);
        for (int piece = 1; piece < 70; piece++) {
            assertThat(sum(snapshot, piece)).as("pieces of %d", piece).isEqualTo(whole);
        }
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            SnapshotSum sum = new SnapshotSum();
            for (int at = 0; at < snapshot.length; ) {
                int piece = Math.min(1 + random.nextInt(100), snapshot.length - at);
                sum.update(snapshot, at, piece);
                at += piece;
            }
            assertThat(sum.check("it")).isEqualTo(whole);
        }
    }

    @Test
    void aStreamIsPassedOnAsItIsAndSummedUpMeanwhile() throws IOException {
        byte[] snapshot = new PlayedMember(9_000).snapshot();
        Random random = new Random(3);
        InputStream piecemeal = new ByteArrayInputStream(snapshot) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, 1 + random.nextInt(length));
            }
        };
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        SnapshotSum sum = new SnapshotSum();
        sum.pass(piecemeal, passed::write);
        assertThat(passed.toByteArray()).isEqualTo(snapshot);
        assertThat(sum.check("it")).isEqualTo(sum(snapshot, snapshot.length));
    }

    @Test
    void whatCannotBePassedOnEndsIt() {
        byte[] snapshot = new PlayedMember(9_000).snapshot();
        assertThatThrownBy(() -> new SnapshotSum().pass(new ByteArrayInputStream(snapshot), (bytes, offset, length) -> {
                    throw new IOException("no room");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no room");
    }

    private static String sum(byte[] snapshot, int piece) throws DamagedBackupException {
        SnapshotSum sum = new SnapshotSum();
        for (int at = 0; at < snapshot.length; at += piece) {
            sum.update(snapshot, at, Math.min(piece, snapshot.length - at));
        }
        assertThat(sum.sizeBytes()).isEqualTo(snapshot.length);
        return sum.check("it");
    }
}
