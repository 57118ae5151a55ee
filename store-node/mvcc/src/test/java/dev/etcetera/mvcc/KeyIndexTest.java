package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generations of one key, before and after compactions at every revision. */
final class KeyIndexTest {
    private static final long LAST = 20;

    /** put 2, put 4, delete 6, put 8.0 and 8.1, delete 12, put 14, put 15, put 16. */
    private static KeyIndex threeLives() {
        var index = new KeyIndex(new byte[] {'k'}, 2, 0);
        index.put(4, 0);
        index.tombstone(6, 0);
        index.put(8, 0);
        index.put(8, 1);
        index.tombstone(12, 0);
        index.put(14, 1);
        index.put(15, 0);
        index.put(16, 0);
        return index;
    }

    @Test
    void findsTheVersionOfEveryRevision() {
        var index = threeLives();
        assertThat(index.at(1)).isNull();
        assertThat(index.at(2)).isEqualTo(new KeyVersion(2, 0, 2, 1));
        assertThat(index.at(3)).isEqualTo(new KeyVersion(2, 0, 2, 1));
        assertThat(index.at(5)).isEqualTo(new KeyVersion(4, 0, 2, 2));
        assertThat(index.at(6)).isNull();
        assertThat(index.at(7)).isNull();
        assertThat(index.at(8)).isEqualTo(new KeyVersion(8, 1, 8, 2));
        assertThat(index.at(11)).isEqualTo(new KeyVersion(8, 1, 8, 2));
        assertThat(index.at(12)).isNull();
        assertThat(index.at(14)).isEqualTo(new KeyVersion(14, 1, 14, 1));
        assertThat(index.at(99)).isEqualTo(new KeyVersion(16, 0, 14, 3));
    }

    @Test
    void tombstoneOnADeletedKeyIsRefused() {
        var index = new KeyIndex(new byte[] {'k'}, 2, 0);
        assertThat(index.tombstone(3, 0)).isTrue();
        assertThat(index.tombstone(4, 0)).isFalse();
        assertThat(index.existsAt(5)).isFalse();
    }

    @Test
    void putAndDeleteInOneTransactionLeaveNothing() {
        var index = new KeyIndex(new byte[] {'k'}, 5, 0);
        index.tombstone(5, 1);
        assertThat(index.at(5)).isNull();
        index.put(5, 2);
        assertThat(index.at(5)).isEqualTo(new KeyVersion(5, 2, 5, 1));
    }

    @Test
    void compactionKeepsWhatEtcdKeeps() {
        assertThat(kept(3)).containsExactly("2.0");
        assertThat(kept(4)).containsExactly("4.0");
        assertThat(kept(5)).containsExactly("4.0");
        // The tombstone at the compacted revision stays, one before it goes with its generation.
        assertThat(kept(6)).containsExactly("6.0");
        assertThat(kept(7)).isEmpty();
        assertThat(kept(8)).containsExactly("8.1");
        assertThat(kept(12)).containsExactly("12.0");
        assertThat(kept(13)).isEmpty();
        assertThat(kept(14)).containsExactly("14.1");
        assertThat(kept(20)).containsExactly("16.0");
        assertThat(kept(1)).isEmpty();
    }

    @Test
    void hashLeavesOutTombstones() {
        for (var revision = 1L; revision <= LAST; revision++) {
            var expected = new ArrayList<>(kept(revision));
            expected.removeAll(List.of("6.0", "12.0"));
            assertThat(hashed(revision)).as("at %s", revision).isEqualTo(expected);
            assertThat(threeLives().anyHashed(revision)).isEqualTo(!expected.isEmpty());
        }
    }

    @Test
    void readsFromTheCompactedRevisionOnAreUnchanged() {
        for (var compacted = 1L; compacted <= LAST; compacted++) {
            var index = threeLives();
            assertThat(index.compact(compacted)).isTrue();
            for (var revision = compacted; revision <= LAST; revision++) {
                assertThat(index.at(revision))
                        .as("compacted %s at %s", compacted, revision)
                        .isEqualTo(threeLives().at(revision));
            }
            // What survives is the same after the compaction as before it, and a second compaction agrees.
            assertThat(revisions(index, compacted)).isEqualTo(kept(compacted));
            var further = threeLives();
            for (var step = 1L; step <= compacted; step++) {
                further.compact(step);
            }
            for (var revision = compacted; revision <= LAST; revision++) {
                assertThat(further.at(revision)).isEqualTo(index.at(revision));
            }
        }
    }

    @Test
    void deletedKeyVanishesOneRevisionAfterItsTombstone() {
        var index = new KeyIndex(new byte[] {'k'}, 2, 0);
        index.tombstone(3, 0);
        assertThat(index.compact(3)).isTrue();
        assertThat(index.survives(3, 3, 0)).isTrue();
        assertThat(index.compact(4)).isFalse();
    }

    @Test
    void restoredKeyGoesOnWhereItWas() {
        var index = KeyIndex.restored(new byte[] {'k'}, new KeyVersion(9, 0, 4, 3));
        index.put(11, 0);
        assertThat(index.at(10)).isEqualTo(new KeyVersion(9, 0, 4, 3));
        assertThat(index.at(11)).isEqualTo(new KeyVersion(11, 0, 4, 4));
        var tombstone = KeyIndex.restoredTombstone(new byte[] {'k'}, 9, 0);
        assertThat(tombstone.existsAt(9)).isFalse();
        tombstone.put(12, 0);
        assertThat(tombstone.at(12)).isEqualTo(new KeyVersion(12, 0, 12, 1));
    }

    @Test
    void manyChangesAreFoundByBinarySearch() {
        var index = new KeyIndex(new byte[] {'k'}, 2, 0);
        for (var main = 4L; main <= 2000; main += 2) {
            index.put(main, 0);
        }
        for (var revision = 2L; revision <= 2001; revision++) {
            var main = revision / 2 * 2;
            assertThat(index.at(revision)).isEqualTo(new KeyVersion(main, 0, 2, main / 2));
        }
    }

    private static List<String> kept(long compacted) {
        return revisions(threeLives(), compacted);
    }

    private static List<String> revisions(KeyIndex index, long compacted) {
        var kept = new ArrayList<String>();
        for (var main = 1L; main <= LAST; main++) {
            for (var sub = 0L; sub < 2; sub++) {
                if (index.survives(compacted, main, sub)) {
                    kept.add(main + "." + sub);
                }
            }
        }
        assertThat(index.anySurvives(compacted)).isEqualTo(!kept.isEmpty());
        return kept;
    }

    private static List<String> hashed(long revision) {
        var index = threeLives();
        var hashed = new ArrayList<String>();
        for (var main = 1L; main <= LAST; main++) {
            for (var sub = 0L; sub < 2; sub++) {
                if (index.hashed(revision, main, sub)) {
                    hashed.add(main + "." + sub);
                }
            }
        }
        return hashed;
    }
}
