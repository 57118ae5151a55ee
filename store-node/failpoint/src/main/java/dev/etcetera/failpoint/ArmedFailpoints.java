package dev.etcetera.failpoint;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The points of a member under test: armed and disarmed from outside while it runs. Any thread. */
final class ArmedFailpoints implements Failpoints {
    private final Map<Failpoint, Terms> armed = new ConcurrentHashMap<>();
    private final RandomGenerator random;
    private final PrintStream out;
    private final Runnable end;
    /** Held while an answer is written, so that who arms a panic hears that it was armed. */
    private final ReentrantLock panics = new ReentrantLock();

    /** {@code end} ends the process at once. */
    ArmedFailpoints(RandomGenerator random, PrintStream out, Runnable end) {
        this.random = random;
        this.out = out;
        this.end = end;
    }

    @Override
    public void hit(Failpoint point) {
        Terms terms = armed.get(point);
        if (terms != null) {
            terms.next().ifPresent(action -> act(point, action));
        }
    }

    /** What is asked of a point by name. */
    sealed interface Outcome {
        record Done(String text) implements Outcome {}

        record Unknown() implements Outcome {}

        record Disabled() implements Outcome {}

        record BadTerms(String reason) implements Outcome {}
    }

    Outcome arm(String name, String terms) {
        Optional<Failpoint> point = Failpoint.named(name);
        if (point.isEmpty()) {
            return new Outcome.Unknown();
        }
        try {
            armed.put(point.get(), Terms.parse(terms, random));
            return new Outcome.Done("");
        } catch (BadTermsException bad) {
            return new Outcome.BadTerms(BadTermsException.REASON);
        }
    }

    Outcome disarm(String name) {
        return Failpoint.named(name)
                .<Outcome>map(point -> armed.remove(point) == null ? new Outcome.Disabled() : new Outcome.Done(""))
                .orElseGet(Outcome.Unknown::new);
    }

    Outcome status(String name) {
        return look(name, Terms::text);
    }

    /** How often a term of the point has acted since it was armed. */
    Outcome count(String name) {
        return look(name, terms -> Integer.toString(terms.executions()));
    }

    private Outcome look(String name, Function<Terms, String> view) {
        Optional<Failpoint> point = Failpoint.named(name);
        if (point.isEmpty()) {
            return new Outcome.Unknown();
        }
        Terms terms = armed.get(point.get());
        return terms == null ? new Outcome.Disabled() : new Outcome.Done(view.apply(terms));
    }

    /** {@code name=terms} of every point, by name. */
    List<String> list() {
        return Arrays.stream(Failpoint.values())
                .map(point -> point.gofailName() + "=" + text(point))
                .sorted()
                .toList();
    }

    /** No panic ends the process meanwhile. */
    void undisturbed(Runnable task) {
        panics.lock();
        try {
            task.run();
        } finally {
            panics.unlock();
        }
    }

    private String text(Failpoint point) {
        Terms terms = armed.get(point);
        return terms == null ? "" : terms.text();
    }

    private void act(Failpoint point, Action action) {
        switch (action) {
            case Action.Off _ -> {}
            case Action.Sleep(var duration) -> sleep(duration.toNanos());
            case Action.Panic _ ->
                undisturbed(() -> {
                    out.println("panic: failpoint panic: " + point.gofailName());
                    out.flush();
                    end.run();
                });
            case Action.Print _ -> out.println("failpoint print: " + point.gofailName());
        }
    }

    private static void sleep(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
