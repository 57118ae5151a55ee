package dev.etcetera.backup.chain;

import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.member.Snapshots.Origin;
import dev.etcetera.backup.member.Snapshots.Sending;
import dev.etcetera.backup.store.Ahead;
import java.io.IOException;
import java.util.concurrent.FutureTask;

/**
 * A member that was asked for a snapshot before anybody knows whether it is wanted: it prepares it while a store is looked at.
 * What went wrong is said to who wants it, and to nobody else. Closing it gives the snapshot up. Owned by one thread.
 */
record Asked(FutureTask<Answer> answer) implements AutoCloseable {
    /**
     * A snapshot on its way.
     *
     * @param origin what the member said of itself before
     */
    record Answer(Origin origin, Sending sending) {}

    static Asked of(Snapshots member) {
        FutureTask<Answer> answer = new FutureTask<>(() -> new Answer(member.origin(), member.begin()));
        answer.run();
        return new Asked(answer);
    }

    /** Who wants it. */
    Answer wanted() throws IOException {
        return Ahead.result(answer);
    }

    @Override
    public void close() {
        if (answer.state() == FutureTask.State.SUCCESS) {
            answer.resultNow().sending().close();
        }
    }
}
