package dev.etcetera.server.http;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What health endpoints ask of the member. Called on event loops: nothing may block. Each read answers exactly once, on
 * any thread, empty when it went well and with the error's text otherwise; a read that gets no answer is to end with one
 * after the member's request timeout.
 */
public interface HealthChecks {
    /** Alarms that are on, by etcd's names: NOSPACE, CORRUPT. */
    Set<String> alarms();

    /** Whether this member knows a leader. */
    boolean hasLeader();

    /** Whether this member is a learner. */
    boolean isLearner();

    /** Reads from this member alone. */
    void serializableRead(Consumer<Optional<String>> done);

    /** Reads through the cluster's quorum. */
    void linearizableRead(Consumer<Optional<String>> done);
}
