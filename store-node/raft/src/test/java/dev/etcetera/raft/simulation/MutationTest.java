package dev.etcetera.raft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nodes built wrongly: the simulation finds each of the mistakes, and tells it in a few lines. The seeds to begin with save
 * the time of running those that are known not to find it.
 */
final class MutationTest {
    private static final long MOST_SEEDS = 6_000;

    @ParameterizedTest
    @CsvSource({
        "ACKNOWLEDGES_BEFORE_SYNC, 0",
        "FORGETS_ITS_VOTE, 2182",
        "READS_ALONE, 0",
        "REFUSES_WITHOUT_A_WORD, 800",
        "ASKS_WITHOUT_A_WORD, 78540"
    })
    void mistakeIsFoundAndToldInAFewLines(Mutation mutation, long first) {
        for (long seed = first; seed < first + MOST_SEEDS; seed++) {
            Setup setup = Setup.of(seed);
            Script script = new Script(Plan.of(setup), Optional.empty());
            Simulation.Outcome outcome = Simulation.run(setup, script, mutation, new Story(false));
            if (outcome.failure().isPresent()) {
                shrinks(setup, script, mutation, outcome);
                return;
            }
        }
        throw new AssertionError(mutation + " is not found");
    }

    private static void shrinks(Setup setup, Script script, Mutation mutation, Simulation.Outcome outcome) {
        Shrinker.Shrunk shrunk = new Shrinker(setup, mutation).shrink(script, outcome);
        int before = script.size() + outcome.fates().size();
        assertThat(shrunk.script().size())
                .as("%s", shrunk)
                .isLessThan(before / 3)
                .isLessThan(40);
        assertThat(failure(setup, shrunk.script(), mutation)).isEqualTo(shrunk.failure());
        assertThat(Simulation.run(setup, shrunk.script(), Mutation.NONE, new Story(false))
                        .failure())
                .as("it is the mistake's fault")
                .isEmpty();
        assertThat(shrunk.toString()).contains("again: make simulate SEED=" + setup.seed(), shrunk.failure());
    }

    private static String failure(Setup setup, Script script, Mutation mutation) {
        return Simulation.run(setup, script, mutation, new Story(false))
                .failure()
                .orElse("none");
    }

    @Test
    void seedReplaysExactly() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(told(seed)).isEqualTo(told(seed));
        }
    }

    private static String told(long seed) {
        Setup setup = Setup.of(seed);
        Story story = new Story(true);
        Simulation.Outcome outcome =
                Simulation.run(setup, new Script(Plan.of(setup), Optional.empty()), Mutation.NONE, story);
        return story.text()
                + outcome.millis()
                + outcome.fates()
                + outcome.ledger().maxCommitted();
    }
}
