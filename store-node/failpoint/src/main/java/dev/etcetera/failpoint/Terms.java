package dev.etcetera.failpoint;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What is armed at one point: a chain of terms, of which the first that is willing acts. Any thread; the counts are shared.
 *
 * <pre>
 * terms ::= term ( "->" term )*
 * term  ::= ( count "*" | probability "%" )* action [ "(" value ")" ]
 * </pre>
 */
final class Terms {
    private final String text;
    private final List<Term> chain;
    private final RandomGenerator random;
    private int executions;

    private Terms(String text, List<Term> chain, RandomGenerator random) {
        this.text = text;
        this.chain = chain;
        this.random = random;
    }

    /** Throws {@link BadTermsException} where gofail would not understand it either. */
    static Terms parse(String text, RandomGenerator random) throws BadTermsException {
        return new Terms(text, TermParser.parse(text), random);
    }

    /** As it was written. */
    String text() {
        return text;
    }

    /** How often a term has acted. */
    synchronized int executions() {
        return executions;
    }

    /** What is to be done by whoever passes now. */
    synchronized Optional<Action> next() {
        for (Term term : chain) {
            if (term.willing(random)) {
                executions++;
                return Optional.of(term.action());
            }
        }
        return Optional.empty();
    }

    /** One term of a chain: acts when every one of its conditions agrees. */
    record Term(List<Condition> conditions, Action action) {
        boolean willing(RandomGenerator random) {
            for (Condition condition : conditions) {
                if (!condition.allows(random)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Says whether a term may act this time. */
    @FunctionalInterface
    interface Condition {
        boolean allows(RandomGenerator random);

        static Condition probability(double percent) {
            return random -> random.nextDouble() * 100 < percent;
        }

        /** True for so many times. */
        static Condition count(int times) {
            int[] left = {times};
            return random -> left[0] > 0 && left[0]-- > 0;
        }
    }
}
