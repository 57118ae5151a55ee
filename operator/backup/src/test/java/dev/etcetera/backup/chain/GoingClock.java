package dev.etcetera.backup.chain;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when it is looked at. Owned by one thread. */
final class GoingClock implements InstantSource {
    private long millis = 1_700_000_000_000L;

    @Override
    public Instant instant() {
        millis += 7;
        return Instant.ofEpochMilli(millis);
    }
}
