package dev.etcetera.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntryBufferTest {
    @Test
    void viewsNeverChangeWhateverHappensToTheBuffer() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            EntryBuffer buffer = new EntryBuffer(1);
            List<Entry> model = new ArrayList<>();
            long first = 1;
            List<List<Entry>> views = new ArrayList<>();
            List<List<Entry>> copies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                long end = first + model.size();
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        List<Entry> more = Entries.from(end, new long[random.nextInt(40)]);
                        more.replaceAll(
                                entry -> new Entry(random.nextInt(), entry.index(), entry.type(), entry.data()));
                        buffer.append(more);
                        model.addAll(more);
                    }
                    case 2 -> {
                        long cut = first + random.nextInt(model.size() + 1);
                        buffer.truncateFrom(cut);
                        model.subList((int) (cut - first), model.size()).clear();
                    }
                    default -> {
                        long cut = first + random.nextInt(model.size() + 1);
                        buffer.dropBefore(cut);
                        model.subList(0, (int) (cut - first)).clear();
                        first = cut;
                    }
                }
                List<Entry> view = buffer.slice(first, first + model.size());
                assertThat(view).isEqualTo(model);
                views.add(view);
                copies.add(List.copyOf(view));
            }
            assertThat(views).isEqualTo(copies);
        }
    }

    @Test
    void sliceByBytesAlwaysHoldsTheFirstEntry() {
        EntryBuffer buffer = new EntryBuffer(5);
        List<Entry> entries = Entries.from(5, 1, 1, 1);
        buffer.append(entries);
        long each = entries.getFirst().encodedSize();
        assertThat(buffer.slice(5, 8, 0)).hasSize(1);
        assertThat(buffer.slice(5, 8, 2 * each)).hasSize(2);
        assertThat(buffer.slice(5, 8, 3 * each)).hasSize(3);
        assertThatThrownBy(() -> buffer.slice(4, 6)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void viewsAreReadOnlyAndKnowTheirBounds() {
        EntryBuffer buffer = new EntryBuffer(1);
        buffer.append(Entries.from(1, 1, 2, 3));
        List<Entry> view = buffer.slice(1, 3);
        assertThatThrownBy(() -> view.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(view.subList(1, 2)).isEqualTo(Entries.from(2, 2));
    }
}
