package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.backup.restore.MemberFiles;
import dev.etcetera.backup.restore.Restores;
import dev.etcetera.backup.restore.Target;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.FailingStore;
import dev.etcetera.backup.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Member and store fail at random, history is compacted, the program is started again and again. Whatever happened: what the
 * chain says it has comes back as it was, and once the failures end, everything does from then on.
 */
class FollowerSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 20);
    private static final int RUNS = 6;
    private static final int LOOKS = 60;
    private static final int STRIDE = 9;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatTheChainHasComesBackAsItWas() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Story(seed, folder).tell();
            } catch (AssertionError | IOException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Story {
        private final Random random;
        private final GoingClock clock = new GoingClock();
        private final FailingStore store;
        private final ModelMember member;
        private final Path out;

        private final boolean compacts;
        private final Optional<Retention> retention;

        Story(int seed, Path folder) {
            compacts = seed % 3 == 0;
            retention = seed % 4 == 1 ? Optional.of(new Retention(3, Duration.ZERO, 0, 0, 0)) : Optional.empty();
            random = new Random(seed);
            store = new FailingStore(new MemoryStore(), random);
            member = new ModelMember(random, seed % 2 == 0, clock);
            out = folder.resolve("restored.db");
        }

        void tell() throws Exception {
            for (int run = 0; run < RUNS; run++) {
                member.fail(0.05);
                store.fail(0.05);
                follow(LOOKS, Duration.ofMillis(900));
                if (compacts && random.nextInt(3) == 0) {
                    member.write();
                    member.compact();
                }
                quiet();
                check(false);
            }
            quiet();
            long sound = member.revision();
            // No new full backup at the very end, whose predecessor could not reach it any more.
            follow(2 * LOOKS, Duration.ofDays(1));
            check(true);
            assertThat(restore(new Target.Latest())).isGreaterThanOrEqualTo(sound);
        }

        private void quiet() {
            member.fail(0);
            store.fail(0);
        }

        private void follow(int looks, Duration fullEvery) throws InterruptedException {
            int[] left = {looks};
            new Follower(
                            store,
                            new Follower.Member(member, member, () -> {}),
                            new Follower.Rules(
                                    "chain",
                                    "me",
                                    Duration.ofMillis(40),
                                    2_000,
                                    taken -> taken.plus(fullEvery),
                                    retention),
                            new Follower.Hands(
                                    clock, time -> clock.instant(), new Direct(), line -> {}, standing -> {}))
                    .run(() -> left[0]-- <= 0);
        }

        /** Every revision that can be restored is as it was; from the last start on, all can. */
        private void check(boolean all) throws IOException {
            Backups backups = new Backups(store, clock);
            List<Manifest> fulls = backups.list("chain/");
            long latest = fulls.isEmpty() ? 0 : restore(new Target.Latest());
            int refused = 0;
            for (int i = 0; i < 6; i++) {
                long revision = 2 + random.nextLong(Math.max(1, member.revision()));
                try {
                    assertThat(restore(new Target.AtRevision(revision))).isEqualTo(Math.min(revision, latest));
                } catch (DamagedBackupException e) {
                    refused++;
                }
            }
            if (all) {
                Manifest sound = compacts ? fulls.getLast() : fulls.getFirst();
                for (long revision = sound.revisionAtMost() + random.nextInt(STRIDE);
                        revision <= latest;
                        revision += STRIDE) {
                    assertThat(restore(new Target.AtRevision(revision))).isEqualTo(revision);
                }
            }
            assertThat(refused).isBetween(0, 6);
        }

        private long restore(Target target) throws IOException {
            Restores.Restored restored =
                    new Restores(new Backups(store, clock), new Deltas(store)).restore("chain", target, out);
            assertThat(entries()).isEqualTo(expected(restored.revision()));
            return restored.revision();
        }

        private List<String> entries() throws IOException {
            return MemberFiles.entries(withoutSum());
        }

        private Path withoutSum() throws IOException {
            byte[] bytes = Files.readAllBytes(out);
            Path database = out.resolveSibling("database");
            Files.write(database, Arrays.copyOf(bytes, bytes.length - SnapshotSum.SUM_BYTES));
            return database;
        }

        private List<String> expected(long revision) {
            return member.entries(revision);
        }
    }
}
