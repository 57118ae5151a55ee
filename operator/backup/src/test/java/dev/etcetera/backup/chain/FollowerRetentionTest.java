package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.backup.store.MemoryStore;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.StoreLayer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a continuous backup deletes on its way, and what it asks for that. */
class FollowerRetentionTest {
    private final GoingClock clock = new GoingClock();
    private final MemoryStore stored = new MemoryStore();
    private final List<String> listed = new ArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private final Set<String> locked = new HashSet<>();

    private void follow(int looks) throws InterruptedException {
        ModelMember member = new ModelMember(new Random(7), true, clock);
        int[] left = {looks};
        new Follower(
                        new Watched(stored, listed, locked),
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
        String first = new Backups(stored, clock).names("chain/").getFirst();
        locked.add(first);
        follow(400);
        assertThat(reported("not deleted: ")).first().asString().contains(first).contains("under a legal hold");
        assertThat(reported("deleted: ")).hasSizeGreaterThan(1).noneMatch(line -> line.contains(first));
        assertThat(reported("failed: ")).isEmpty();
        assertThat(new Backups(stored, clock).names("chain/")).contains(first).hasSizeLessThan(5);
    }

    @Test
    void whatAnEarlierLifeBeganAndNobodyFinishedIsDeletedAfterADay() throws Exception {
        Backups backups = new Backups(stored, clock);
        String old = "chain/20231113T221300.000Z";
        backups.claim(old, "me");
        backups.claim("chain/20231112T000000.000Z", "somebody else");
        backups.claim("chain/20231113T221400.000Z", "me");
        backups.claim("chain/before-the-upgrade", "me");
        follow(100);
        assertThat(reported("deleted: " + old)).hasSize(1);
        assertThat(backups.stored("chain/").unfinished())
                .containsExactly(
                        "chain/20231112T000000.000Z", "chain/20231113T221400.000Z", "chain/before-the-upgrade");
    }

    private record Watched(ObjectStore store, List<String> listed, Set<String> locked) implements StoreLayer {
        @Override
        public List<String> list(String prefix) throws IOException {
            if (prefix.equals("chain/")) {
                listed.add(prefix);
            }
            return store.list(prefix);
        }

        @Override
        public Optional<String> locked(String key) {
            return locked.stream().anyMatch(key::startsWith) ? Optional.of("under a legal hold") : Optional.empty();
        }
    }
}
