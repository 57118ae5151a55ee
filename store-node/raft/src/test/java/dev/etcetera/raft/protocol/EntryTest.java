package dev.etcetera.raft.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EntryTest {
    @Test
    void encodedSizeIsThatOfTheProtobufMessage() {
        assertThat(new Entry(1, 1, EntryType.NORMAL, Payload.EMPTY).encodedSize())
                .isEqualTo(6);
        assertThat(new Entry(127, 128, EntryType.NORMAL, Payload.wrap(new byte[128])).encodedSize())
                .isEqualTo(2 + 2 + 3 + 1 + 2 + 128);
        assertThat(new Entry(-1, 0, EntryType.CONF_CHANGE, Payload.EMPTY).encodedSize())
                .isEqualTo(2 + 11 + 2);
    }

    @Test
    void numbersOnTheWireComeBack() {
        for (EntryType type : EntryType.values()) {
            assertThat(EntryType.of(type.number())).isEqualTo(type);
        }
    }
}
