package dev.etcetera.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.quorum.Ballots.Ballot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Quorum mathematics against oracles that are too simple to be wrong: they try everything. */
final class QuorumOracleTest {
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(1);

    @Test
    void committedIndexIsTheLargestThatBothMajoritiesHold() {
        for (int round = 0; round < ROUNDS; round++) {
            JointConfig config = randomConfig();
            Map<Long, Long> acked = new TreeMap<>();
            for (long id = 1; id <= 8; id++) {
                if (random.nextInt(4) != 0) {
                    acked.put(id, (long) random.nextInt(6));
                }
            }
            AckedIndexer indexer = id -> acked.getOrDefault(id, 0L);
            assertThat(config.committedIndex(indexer))
                    .as("%s %s", config, acked)
                    .isEqualTo(naive(config, indexer));
        }
    }

    private static long naive(JointConfig config, AckedIndexer acked) {
        if (config.ids().isEmpty()) {
            return Long.MAX_VALUE;
        }
        for (long index = 5; index > 0; index--) {
            if (held(config.incoming(), acked, index) && held(config.outgoing(), acked, index)) {
                return index;
            }
        }
        return 0;
    }

    private static boolean held(MajorityConfig half, AckedIndexer acked, long index) {
        long holders = half.voters().toList().stream()
                .filter(id -> acked.ackedIndex(id) >= index)
                .count();
        return half.voters().isEmpty() || 2 * holders > half.voters().size();
    }

    @Test
    void voteIsPendingExactlyWhileItCanEndEitherWay() {
        for (int round = 0; round < ROUNDS / 10; round++) {
            JointConfig config = randomConfig();
            Map<Long, Ballot> votes = new TreeMap<>();
            for (long id = 1; id <= 8; id++) {
                votes.put(id, List.of(Ballot.values()).get(random.nextInt(3)));
            }
            boolean canWin = canEnd(config, votes, true);
            boolean canLose = canEnd(config, votes, false);
            VoteResult expected = canWin && canLose ? VoteResult.PENDING : canWin ? VoteResult.WON : VoteResult.LOST;
            VoteResult result = config.voteResult(id -> votes.getOrDefault(id, Ballot.MISSING));
            assertThat(result).as("%s %s", config, votes).isEqualTo(expected);
        }
    }

    /** Whether the missing votes can be cast so that the election is won, or so that it is not. */
    private static boolean canEnd(JointConfig config, Map<Long, Ballot> votes, boolean won) {
        for (int cast = 0; cast < 1 << 9; cast++) {
            int missing = cast;
            AckedIndexer granted = id -> {
                Ballot ballot = votes.getOrDefault(id, Ballot.MISSING);
                boolean yes = ballot == Ballot.GRANTED || (ballot == Ballot.MISSING && (missing >> id & 1) == 1);
                return yes ? 1 : 0;
            };
            if ((held(config.incoming(), granted, 1) && held(config.outgoing(), granted, 1)) == won) {
                return true;
            }
        }
        return false;
    }

    private JointConfig randomConfig() {
        return JointConfig.of(randomSet(), random.nextBoolean() ? randomSet() : IdSet.EMPTY);
    }

    private IdSet randomSet() {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= 8; id++) {
            if (random.nextBoolean()) {
                ids.add(id);
            }
        }
        return IdSet.of(ids);
    }

    @Test
    void idsAreOrderedAsUnsignedNumbers() {
        IdSet ids = IdSet.of(-1, 1, Long.MIN_VALUE, 16);
        assertThat(ids.toList()).containsExactly(1L, 16L, Long.MIN_VALUE, -1L);
        assertThat(ids).hasToString("(1 10 8000000000000000 ffffffffffffffff)");
        assertThat(ids.without(16).with(2).toList()).isEqualTo(Arrays.asList(1L, 2L, Long.MIN_VALUE, -1L));
        assertThat(ids.countDifferences(IdSet.of(1, 2))).isEqualTo(4);
    }
}
