package dev.etcetera.server.http;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A member whose health a test sets. */
final class FakeChecks implements HealthChecks {
    volatile Set<String> alarms = Set.of();
    volatile boolean leader = true;
    volatile boolean learner;
    volatile Optional<String> linearizable = Optional.empty();

    @Override
    public Set<String> alarms() {
        return alarms;
    }

    @Override
    public boolean hasLeader() {
        return leader;
    }

    @Override
    public boolean isLearner() {
        return learner;
    }

    @Override
    public void serializableRead(Consumer<Optional<String>> done) {
        done.accept(Optional.empty());
    }

    @Override
    public void linearizableRead(Consumer<Optional<String>> done) {
        Thread.ofVirtual().start(() -> done.accept(linearizable));
    }
}
