package dev.etcetera.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.restore.MemberRestore.Step;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.DyingStore;
import dev.etcetera.backup.store.NotThereException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemberRestoreTest {
    private static final NewCluster CLUSTER =
            NewCluster.of("a", "a=http://10.0.0.1:2380,b=http://10.0.0.2:2380", "t", "http://10.0.0.1:2380");

    @TempDir
    private Path folder = Path.of("");

    private Path dir = folder;
    private MemberFiles files = new MemberFiles(folder);

    @BeforeEach
    void choose() {
        dir = folder.resolve("volume/data");
        files = new MemberFiles(dir);
    }

    @Test
    void memberHasEverythingUpToTheRevisionAndBeginsANewCluster() throws IOException {
        StoredChain chain = new StoredChain(1);
        for (long revision : new long[] {6, 7, 13, chain.member.revision()}) {
            dir = folder.resolve("volume-" + revision + "/data");
            files = new MemberFiles(dir);
            MemberRestore.Restored restored =
                    restore(chain, new Target.AtRevision(revision), 0).orElseThrow();
            assertThat(restored.revision()).isEqualTo(revision);
            assertThat(files.entries()).isEqualTo(chain.expected(revision)).hasSize((int) restored.revisions());
            assertThat(files.bucket("members").keySet())
                    .containsExactlyInAnyOrder(CLUSTER.self().hexId(), other().hexId());
            assertThat(files.bucket("meta")).containsOnlyKeys("consistent_index", "term");
            assertThat(ByteBuffer.wrap(files.bucket("meta").get("consistent_index"))
                            .getLong())
                    .isEqualTo(2);
            assertThat(files.beside()).isEmpty();
        }
    }

    @Test
    void logBeginsWithTheMembersAndASnapshotBehindThem() throws IOException {
        var _ = restore(new StoredChain(1), new Target.Latest(), 0);
        assertThat(files.checkpoint().index()).isEqualTo(2);
        assertThat(files.checkpoint().term()).isEqualTo(1);
        assertThat(files.checkpoint().confState().voters())
                .containsExactlyElementsOf(
                        CLUSTER.members().stream().map(NewMember::id).toList());
        assertThat(files.hardState().commit()).isEqualTo(2);
        assertThat(files.metadata().getNodeID()).isEqualTo(CLUSTER.self().id());
        assertThat(files.metadata().getClusterID()).isEqualTo(CLUSTER.clusterId());
    }

    @Test
    void revisionGoesUpAndEverythingBeforeIsCompacted() throws IOException {
        StoredChain chain = new StoredChain(1);
        var _ = restore(chain, new Target.AtRevision(9), 1000);
        assertThat(files.entries()).hasSize(chain.expected(9).size() + 1).endsWith("1009/0 =");
        ByteBuffer compacted = ByteBuffer.wrap(files.bucket("meta").get("scheduledCompactRev"));
        assertThat(compacted.remaining()).isEqualTo(17);
        assertThat(compacted.getLong()).isEqualTo(1009);
    }

    @Test
    void oneBackupIsRestoredWithoutWhatFollows() throws IOException {
        StoredChain chain = new StoredChain(2);
        RestoreSource source = ChainSource.of(chain.backups, chain.deltas, StoredChain.FULL);
        var _ = new MemberRestore(source, CLUSTER, 0, step -> {}).run(dir, _ -> "{}");
        assertThat(files.entries()).isEqualTo(chain.expected(6));
        assertThatThrownBy(() -> ChainSource.of(chain.backups, chain.deltas, "chain/none"))
                .hasMessage("backup chain/none is missing");
    }

    @Test
    void memberThatIsThereIsLeftAlone() throws IOException {
        StoredChain chain = new StoredChain(1);
        var _ = restore(chain, new Target.AtRevision(9), 0);
        byte[] before = files.databaseBytes();
        Files.createDirectories(dir.resolveSibling("data.restoring/member"));
        assertThat(restore(chain, new Target.Latest(), 0)).isEmpty();
        assertThat(files.databaseBytes()).isEqualTo(before);
        assertThat(files.beside()).isEmpty();
    }

    @Test
    void whatIsNoMemberIsNotTouched() throws IOException {
        Files.createDirectories(dir);
        StoredChain chain = new StoredChain(1);
        Path file = Files.writeString(dir.resolve("precious"), "x");
        assertThatThrownBy(() -> restore(chain, new Target.Latest(), 0))
                .hasMessage(dir + " holds files, but no member with a log in member/wal: move them away");
        Files.delete(file);
        assertThat(restore(chain, new Target.Latest(), 0)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverDiesAnywhereLeavesNoMemberOrAWholeOneAndMayBeginAgain(Step death) throws IOException {
        StoredChain chain = new StoredChain(3);
        MemberRestore dying =
                new MemberRestore(chain.source(new Target.AtRevision(17)), CLUSTER, 0, step -> dieAt(death, step));
        assertThatThrownBy(() -> dying.run(dir, _ -> "{}")).isInstanceOf(DyingStore.Death.class);
        assertThat(Files.exists(dir)).isEqualTo(death == Step.PUBLISHED);
        assertThat(restore(chain, new Target.AtRevision(17), 0).isPresent()).isEqualTo(death != Step.PUBLISHED);
        assertThat(files.entries()).isEqualTo(chain.expected(17));
        assertThat(files.metadata().getNodeID()).isEqualTo(CLUSTER.self().id());
        assertThat(files.beside()).isEmpty();
    }

    private static void dieAt(Step death, Step step) {
        if (step == death) {
            throw new DyingStore.Death();
        }
    }

    @Test
    void damagedObjectsAreRefusedAndLeaveNothing() throws IOException {
        StoredChain chain = new StoredChain(4);
        for (String key : chain.read()) {
            byte[] whole = chain.object(key);
            byte[] flipped = whole.clone();
            flipped[whole.length - 40] ^= 1;
            byte[] another = chain.object(
                    chain.read().getFirst().equals(key)
                            ? chain.read().get(1)
                            : chain.read().getFirst());
            for (Optional<byte[]> damage : List.of(
                    Optional.of(flipped),
                    Optional.of(Arrays.copyOf(whole, whole.length - 9)),
                    Optional.of(another),
                    Optional.<byte[]>empty())) {
                chain.replace(key, damage);
                assertThatThrownBy(() -> restoreWithoutMaking(chain))
                        .as("%s", key)
                        .isInstanceOfAny(DamagedBackupException.class, NotThereException.class);
                assertThat(dir).doesNotExist();
                assertThat(files.beside()).isEmpty();
            }
            chain.replace(key, Optional.of(whole));
        }
        assertThat(restore(chain, new Target.AtRevision(chain.member.revision()), 0))
                .isPresent();
    }

    private void restoreWithoutMaking(StoredChain chain) throws IOException {
        RestoreSource source = chain.source(new Target.AtRevision(chain.member.revision()));
        var _ = new MemberRestore(source, CLUSTER, 0, step -> {
                    if (step.compareTo(Step.FETCHED) >= 0) {
                        throw new AssertionError("came to " + step);
                    }
                })
                .run(dir, _ -> "{}");
    }

    @Test
    void changesOfAnotherClusterAreRefused() throws IOException {
        StoredChain chain = new StoredChain(4);
        long before = chain.member.revision();
        chain.member.write();
        chain.member.store(chain.deltas, StoredChain.FULL, "other", before, 1);
        assertThatThrownBy(() -> restoreWithoutMaking(chain))
                .hasMessage("changes 27 to 27 behind backup chain/full are those of cluster other, not of c");
    }

    @Test
    void objectThatChangesMeanwhileLeavesNothing() throws IOException {
        StoredChain chain = new StoredChain(4);
        String key = chain.read().getLast();
        byte[] flipped = chain.object(key);
        flipped[100] ^= 1;
        MemberRestore restore = new MemberRestore(chain.source(new Target.Latest()), CLUSTER, 0, step -> {
            if (step == Step.VERIFIED) {
                replace(chain, key, flipped);
            }
        });
        assertThatThrownBy(() -> restore.run(dir, _ -> "{}")).isInstanceOf(DamagedBackupException.class);
        assertThat(dir).doesNotExist();
        assertThat(files.beside()).isEmpty();
    }

    private static void replace(StoredChain chain, String key, byte[] content) {
        try {
            chain.replace(key, Optional.of(content));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void hashOfTheMemberIsComparedWhereItIsOfThatRevision() throws IOException {
        StoredChain chain = new StoredChain(5);
        RestoreSource source = chain.source(new Target.AtRevision(16));
        Recipe told = source.recipe();
        for (KvHash wrong : List.of(new KvHash(16, 7, 0), new KvHash(16, 7, 11))) {
            MemberRestore restore = new MemberRestore(new Told(source, wrong), CLUSTER, 0, step -> {});
            assertThatThrownBy(() -> restore.run(dir, _ -> "{}"))
                    .hasMessage("what backup chain/full and 2 deltas make has another HashKV at revision 16 than the"
                            + " member had");
            assertThat(dir).doesNotExist();
            assertThat(files.beside()).isEmpty();
        }
        MemberRestore restore = new MemberRestore(new Told(source, new KvHash(15, 7, 0)), CLUSTER, 0, step -> {});
        MemberRestore.Restored restored = restore.run(dir, _ -> "{}").orElseThrow();
        assertThat(restored.hash()).isEqualTo(HashKv.Verdict.UNKNOWN);
        assertThat(told.seen(16)).isPresent().get().matches(t -> t.isAfter(Instant.parse("2026-11-29T12:00:00Z")));
    }

    @Test
    void backupAloneIsComparedWithTheHashToo() throws IOException {
        StoredChain chain = new StoredChain(5);
        RestoreSource source = ChainSource.of(chain.backups, chain.deltas, StoredChain.FULL);
        long revision = source.recipe().base().revision();
        for (KvHash wrong : List.of(new KvHash(revision, 7, 0), new KvHash(revision, 7, revision - 1))) {
            MemberRestore restore = new MemberRestore(new Told(source, wrong), CLUSTER, 0, step -> {});
            assertThatThrownBy(() -> restore.run(dir, _ -> "{}"))
                    .hasMessage("what backup chain/full and 0 deltas make has another HashKV at revision %d than the"
                                    .formatted(revision)
                            + " member had");
            assertThat(dir).doesNotExist();
            assertThat(files.beside()).isEmpty();
        }
        MemberRestore restore = new MemberRestore(new Told(source, new KvHash(1, 7, 0)), CLUSTER, 0, step -> {});
        assertThat(restore.run(dir, _ -> "{}").orElseThrow().hash()).isEqualTo(HashKv.Verdict.UNKNOWN);
        assertThat(files.bucket("members_removed")).isEmpty();
    }

    @Test
    void backupAloneThatIsDamagedLeavesNothing() throws IOException {
        StoredChain chain = new StoredChain(5);
        String key = StoredChain.FULL + "/snapshot.db";
        byte[] flipped = chain.object(key);
        flipped[flipped.length / 2] ^= 1;
        chain.replace(key, Optional.of(flipped));
        RestoreSource source = ChainSource.of(chain.backups, chain.deltas, StoredChain.FULL);
        assertThatThrownBy(() -> new MemberRestore(source, CLUSTER, 0, step -> {}).run(dir, _ -> "{}"))
                .isInstanceOf(DamagedBackupException.class);
        assertThat(dir).doesNotExist();
        assertThat(files.beside()).isEmpty();
    }

    /** A source with one more hash. */
    private record Told(RestoreSource source, KvHash hash) implements RestoreSource {
        @Override
        public Recipe recipe() throws IOException {
            Recipe recipe = source.recipe();
            return new Recipe(recipe.base(), recipe.deltas(), recipe.revision(), List.of(hash));
        }

        @Override
        public void exclude(Recipe recipe) throws IOException {
            source.exclude(recipe);
        }

        @Override
        public void readBase(Recipe recipe, ByteSink sink) throws IOException {
            source.readBase(recipe, sink);
        }

        @Override
        public Delta readDelta(Recipe recipe, DeltaHeader header) throws IOException {
            return source.readDelta(recipe, header);
        }
    }

    private Optional<MemberRestore.Restored> restore(StoredChain chain, Target target, long bump) throws IOException {
        return new MemberRestore(chain.source(target), CLUSTER, bump, step -> {}).run(dir, _ -> "{}");
    }

    private static NewMember other() {
        return CLUSTER.members().stream()
                .filter(m -> m.name().equals("b"))
                .findFirst()
                .orElseThrow();
    }
}
