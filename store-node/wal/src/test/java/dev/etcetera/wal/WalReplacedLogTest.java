package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a restart begins and what it finds there, in logs that hold snapshots of this member's own making and snapshots that
 * came from a leader in place of what was there before: also as crashes between two writes leave them.
 */
class WalReplacedLogTest {
    @TempDir
    Path root;

    private record Case(String what, long start, List<String> entries, List<Step> written) {
        Case(String what, long start, List<String> entries, Step... written) {
            this(what, start, entries, List.of(written));
        }
    }

    private interface Step {
        void to(Wal wal) throws IOException;
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    "own snapshot: what came after it stays",
                    8,
                    List.of("9@5", "10@5"),
                    entries(5, 1, 10),
                    state(5, 8),
                    snapshot(8, 5)),
            new Case(
                    "own snapshot at the end of a tail that took the place of a longer one",
                    7,
                    List.of(),
                    entries(5, 1, 10),
                    state(5, 4),
                    entries(6, 5, 7),
                    state(6, 7),
                    snapshot(7, 6)),
            new Case(
                    "own snapshot in the middle of a tail that took the place of a longer one",
                    6,
                    List.of("7@6"),
                    entries(5, 1, 10),
                    state(5, 4),
                    entries(6, 5, 7),
                    state(6, 6),
                    snapshot(6, 6)),
            new Case(
                    "received: uncommitted entries of another log are gone",
                    7,
                    List.of(),
                    entries(5, 1, 10),
                    state(5, 4),
                    snapshot(7, 6),
                    state(6, 7)),
            new Case(
                    "received: entries of the leader follow",
                    7,
                    List.of("8@6"),
                    entries(5, 1, 10),
                    state(5, 4),
                    snapshot(7, 6),
                    state(6, 7),
                    entries(6, 8, 8)),
            new Case(
                    "received beyond the end of the log",
                    9,
                    List.of("10@6", "11@6"),
                    entries(5, 1, 4),
                    state(5, 4),
                    snapshot(9, 6),
                    state(6, 9),
                    entries(6, 10, 11)),
            new Case(
                    "crash before the hard state: the old log counts",
                    0,
                    List.of("1@5", "2@5", "3@5"),
                    entries(5, 1, 3),
                    state(5, 2),
                    snapshot(9, 6)),
            new Case(
                    "crash before the hard state, then the same snapshot again",
                    9,
                    List.of("10@6"),
                    entries(5, 1, 3),
                    state(5, 2),
                    snapshot(9, 6),
                    snapshot(9, 6),
                    state(6, 9),
                    entries(6, 10, 10)),
            new Case(
                    "crash before the hard state, then an older one of the next leader, and entries up to the first",
                    8,
                    List.of("9@7", "10@7"),
                    entries(5, 1, 3),
                    state(5, 2),
                    snapshot(9, 6),
                    snapshot(8, 6),
                    state(7, 8),
                    entries(7, 9, 10),
                    state(7, 10)),
            new Case(
                    "crash before the hard state, then the entries after all: the backend never was at the snapshot",
                    0,
                    List.of("1@5", "2@5", "3@6", "4@6", "5@6"),
                    entries(5, 1, 2),
                    state(5, 2),
                    snapshot(4, 6),
                    entries(6, 3, 5),
                    state(6, 5)));

    @TestFactory
    Stream<DynamicTest> restartBeginsWhereTheLogSays() {
        return CASES.stream().map(one -> DynamicTest.dynamicTest(one.what(), () -> check(one)));
    }

    private void check(Case one) throws IOException {
        Path dir = root.resolve("wal" + CASES.indexOf(one));
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            for (Step step : one.written()) {
                step.to(wal);
            }
        }
        WalSnapshot start = Wal.validSnapshots(dir).getLast();
        assertThat(start.index()).isEqualTo(one.start());
        WalReplay replay = Wal.open(dir, start, Logs.SMALL);
        replay.wal().close();
        assertThat(replay.entries()).extracting(WalReplacedLogTest::name).isEqualTo(one.entries());
    }

    private static String name(Entry entry) {
        return entry.index() + "@" + entry.term();
    }

    private static Step entries(long term, long first, long last) {
        List<Entry> entries = LongStream.rangeClosed(first, last)
                .mapToObj(index -> Logs.entry(term, index, "value"))
                .toList();
        return wal -> wal.save(Optional.empty(), entries, true);
    }

    private static Step state(long term, long commit) {
        return wal -> wal.save(Logs.state(term, commit), List.of(), true);
    }

    private static Step snapshot(long index, long term) {
        return wal -> wal.saveSnapshot(new WalSnapshot(index, term, ConfState.ofVoters(List.of(Logs.VOTE))));
    }
}
