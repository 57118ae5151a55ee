package dev.etcetera.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a continuous backup deletes on its way, and what it asks for that. */
class FollowerRetentionTest {
    private final GoingClock clock = new GoingClock();
    private final MemoryStore stored = new MemoryStore();
    private final List<String> listed = new ArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private String locked = "";

    private void follow(int looks) throws InterruptedException {
        ModelMember member = new ModelMember(new Random(7), true, clock);
        int[] left = {looks};
        new Follower(
                        new Watched(),
                        new Follower.Member(member, member, () -> {}),
                        new Follower.Rules(
                                "chain",
                                "me",
                                Duration.ofMillis(40),
                                2_000,
                                taken -> taken.plus(Duration.ofMillis(900)),
                                Optional.of(new Retention(1, Duration.ZERO, 0, 0, 0))),
                        new Follower.Hands(clock, time -> clock.instant(), new Direct(), reported::add, standing -> {}))
                .run(() -> left[0]-- <= 0);
    }

    private List<String> reported(String what) {
        return reported.stream().filter(line -> line.startsWith(what)).toList();
    }

    @Test
    void manifestsAreListedOnceForEachFullBackup() throws Exception {
        follow(400);
        assertThat(reported("full: ")).hasSizeGreaterThan(3);
        assertThat(reported("deleted: ")).hasSizeGreaterThan(1);
        assertThat(listed).hasSizeLessThanOrEqualTo(reported("full: ").size());
    }

    @Test
    void whatTheStoreKeepsHoldsUpNoneOfTheOthers() throws Exception {
        follow(1);
        locked = new Backups(stored, clock).names("chain/").getFirst();
        follow(400);
        assertThat(reported("not deleted: "))
                .first()
                .asString()
                .contains(locked)
                .contains("under a legal hold");
        assertThat(reported("deleted: ")).hasSizeGreaterThan(1).noneMatch(line -> line.contains(locked));
        assertThat(reported("failed: ")).isEmpty();
        assertThat(new Backups(stored, clock).names("chain/")).contains(locked).hasSizeLessThan(5);
    }

    private final class Watched implements ObjectStore {
        @Override
        public ObjectWriter begin(String key) throws IOException {
            return stored.begin(key);
        }

        @Override
        public InputStream read(String key) throws IOException {
            return stored.read(key);
        }

        @Override
        public List<String> list(String prefix) {
            if (prefix.equals("chain/")) {
                listed.add(prefix);
            }
            return stored.list(prefix);
        }

        @Override
        public void delete(String key) {
            stored.delete(key);
        }

        @Override
        public Optional<String> locked(String key) {
            return !locked.isEmpty() && key.startsWith(locked) ? Optional.of("under a legal hold") : Optional.empty();
        }

        @Override
        public void close() {
            // Holds nothing else.
        }
    }
}
