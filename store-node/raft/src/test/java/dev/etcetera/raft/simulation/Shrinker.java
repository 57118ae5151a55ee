package dev.etcetera.raft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes a failing run small: which of the decisions and of the fates of messages does it take to fail? Delta debugging:
 * leaves out ever smaller pieces for as long as what is left still breaks a promise, whichever.
 */
final class Shrinker {
    private final Setup setup;
    private final Mutation mutation;
    private int runs;

    /** A failing run as small as it gets. */
    record Shrunk(Setup setup, Script script, String failure, String story, int runs) {
        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder("seed ").append(setup.seed()).append(": ").append(failure);
            text.append("\n\n").append(setup);
            text.append("\nshrunk to ")
                    .append(script.size())
                    .append(" decisions in ")
                    .append(runs)
                    .append(" runs:");
            script.decisions().forEach(decision -> text.append("\n  ").append(decision));
            script.fates().orElse(List.of()).forEach(fate -> text.append("\n  ").append(fate));
            text.append("\n\nwhat happens then:\n").append(story);
            text.append("\n\nagain: make simulate SEED=").append(setup.seed());
            return text.toString();
        }
    }

    Shrinker(Setup setup, Mutation mutation) {
        this.setup = setup;
        this.mutation = mutation;
    }

    /** Of a run that failed as {@code outcome} tells. */
    Shrunk shrink(Script failing, Simulation.Outcome outcome) {
        List<Decision> decisions = failing.decisions().stream()
                .filter(decision -> decision.at() <= outcome.millis())
                .toList();
        List<Fate> fates = outcome.fates();
        int before;
        do {
            before = decisions.size() + fates.size();
            List<Fate> all = fates;
            decisions = minimize(decisions, some -> fails(some, all));
            List<Decision> few = decisions;
            fates = minimize(fates, some -> fails(few, some));
        } while (decisions.size() + fates.size() < before);
        Script script = new Script(decisions, Optional.of(fates));
        Story story = new Story(true);
        Simulation.Outcome last = Simulation.run(setup, script, mutation, story);
        String failure = last.failure().orElse("does not fail again");
        return new Shrunk(setup, script, failure, story.text(), runs);
    }

    private boolean fails(List<Decision> decisions, List<Fate> fates) {
        runs++;
        Script script = new Script(decisions, Optional.of(fates));
        return Simulation.run(setup, script, mutation, new Story(false))
                .failure()
                .isPresent();
    }

    /** The items of which none can be left out, by ddmin. */
    static <T> List<T> minimize(List<T> items, Predicate<List<T>> fails) {
        List<T> left = items;
        int pieces = 2;
        while (!left.isEmpty()) {
            Optional<List<T>> smaller = withoutOnePiece(left, Math.min(pieces, left.size()), fails);
            if (smaller.isPresent()) {
                left = smaller.get();
                pieces = Math.max(2, pieces - 1);
            } else if (pieces < left.size()) {
                pieces = Math.min(2 * pieces, left.size());
            } else {
                break;
            }
        }
        return left;
    }

    private static <T> Optional<List<T>> withoutOnePiece(List<T> items, int pieces, Predicate<List<T>> fails) {
        for (int piece = 0; piece < pieces; piece++) {
            int from = (int) ((long) items.size() * piece / pieces);
            int to = (int) ((long) items.size() * (piece + 1) / pieces);
            List<T> rest = new ArrayList<>(items.subList(0, from));
            rest.addAll(items.subList(to, items.size()));
            if (fails.test(rest)) {
                return Optional.of(rest);
            }
        }
        return Optional.empty();
    }
}
