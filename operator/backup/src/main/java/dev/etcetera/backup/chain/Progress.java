package dev.etcetera.backup.chain;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How far the full backup is that is being taken; the one begun last, should there be two. May be used from any thread. */
public final class Progress {
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    /**
     * Where it stands.
     *
     * @param backup name of the backup
     * @param bytes that have gone out, as the member sends them: not compressed
     * @param ofBytes about how many there will be, if the member says so
     */
    public record Standing(String backup, long bytes, OptionalLong ofBytes) {}

    /** Empty when none is being taken. */
    public Optional<Standing> current() {
        Running now = running.get();
        return now == null ? Optional.empty() : Optional.of(now.standing);
    }

    Running begin(String backup, OptionalLong ofBytes) {
        Running begun = new Running(new Standing(backup, 0, ofBytes));
        running.set(begun);
        return begun;
    }

    /** One backup on its way. Owned by the thread that takes it. */
    final class Running implements AutoCloseable {
        private volatile Standing standing;

        private Running(Standing standing) {
            this.standing = standing;
        }

        void sent(long bytes) {
            standing = new Standing(standing.backup(), bytes, standing.ofBytes());
        }

        @Override
        public void close() {
            running.compareAndSet(this, null);
        }
    }
}
