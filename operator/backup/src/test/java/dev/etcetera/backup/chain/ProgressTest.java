package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.MemoryStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final MemoryStore stored = new MemoryStore();
    private final Backups backups = new Backups(stored, InstantSource.system());

    /** Looks at the progress whenever something is sent. */
    private record Watched(PlayedMember member, Progress progress, List<Progress.Standing> seen) implements Snapshots {
        @Override
        public Origin origin() throws IOException {
            return member.origin();
        }

        @Override
        public OptionalLong expectedBytes() {
            return OptionalLong.of(50_000);
        }

        @Override
        public Sending begin() {
            Sending sending = member.begin();
            return sink -> sending.to((bytes, offset, length) -> {
                sink.write(bytes, offset, length);
                seen.add(progress.current().orElseThrow());
            });
        }

        @Override
        public Optional<KvHash> hash(long revision) {
            return member.hash(revision);
        }
    }

    @Test
    void saysHowMuchHasGoneOut() throws IOException {
        PlayedMember member = new PlayedMember(100);
        List<Progress.Standing> seen = new ArrayList<>();
        assertThat(backups.progress().current()).isEmpty();
        backups.save("one", "me", new Watched(member, backups.progress(), seen));
        assertThat(backups.progress().current()).isEmpty();
        assertThat(seen).hasSize(52).isSortedAccordingTo((a, b) -> Long.compare(a.bytes(), b.bytes()));
        assertThat(seen.getFirst()).isEqualTo(new Progress.Standing("one", 1000, OptionalLong.of(50_000)));
        assertThat(seen.getLast().bytes()).isEqualTo(member.snapshot().length);
    }

    @Test
    void oneThatFailsIsOver() {
        PlayedMember member = new PlayedMember(10);
        member.fail(1);
        assertThatThrownBy(() -> backups.save("one", "me", member)).hasMessage("the member is gone");
        assertThat(backups.progress().current()).isEmpty();
    }

    @Test
    void anEarlierOneDoesNotEndTheLater() {
        Progress progress = new Progress();
        Progress.Running first = progress.begin("one", OptionalLong.empty());
        Progress.Running second = progress.begin("two", OptionalLong.empty());
        first.sent(5);
        first.close();
        second.sent(7);
        assertThat(progress.current()).contains(new Progress.Standing("two", 7, OptionalLong.empty()));
        second.close();
        assertThat(progress.current()).isEmpty();
    }
}
