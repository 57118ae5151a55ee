package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class RollingCrcTest {
    @Test
    void continuesFromAnyValue() {
        Random random = new Random(7);
        for (int round = 0; round < 1000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            CRC32C whole = new CRC32C();
            whole.update(bytes);
            CRC32C head = new CRC32C();
            head.update(bytes, 0, cut);

            RollingCrc crc = new RollingCrc();
            crc.restart((int) head.getValue());
            assertThat(crc.value()).isEqualTo((int) head.getValue());
            crc.update(bytes, cut, bytes.length - cut);
            assertThat(crc.value()).isEqualTo((int) whole.getValue());
        }
    }
}
