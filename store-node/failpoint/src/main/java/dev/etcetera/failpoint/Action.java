package dev.etcetera.failpoint;

import java.time.Duration;

/** What a term does when its turn comes. */
sealed interface Action {
    /** Nothing; a {@code return} means the same here, because no point of ours takes a value. */
    record Off() implements Action {}

    /** Holds up the thread that passes. */
    record Sleep(Duration duration) implements Action {}

    /** Ends the process at once. */
    record Panic() implements Action {}

    /** Says that it was passed. */
    record Print() implements Action {}
}
