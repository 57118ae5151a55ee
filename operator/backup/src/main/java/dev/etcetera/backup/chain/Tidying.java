package dev.etcetera.backup.chain;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Deletes what a continuous backup has not to keep. To be used only once a full backup has taken over from those before it.
 *
 * @param retention which full backups are kept; without it, all
 * @param report gets a line for each
 */
record Tidying(Backups backups, String chain, String writer, Optional<Retention> retention, Consumer<String> report) {
    /** What was begun so long ago and has no manifest is nobody's work any more. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** What cannot be deleted now is tried again after the next full backup. */
    void run(Backups.Stored stored, String base, Instant now) {
        try {
            for (String name : stored.unfinished()) {
                if (isAbandoned(name, now)) {
                    delete(name);
                }
            }
            if (retention.isEmpty()) {
                return;
            }
            for (String name : new Pruning(writer, retention.get()).expired(stored.finished(), now)) {
                if (!name.equals(base)) {
                    delete(name);
                }
            }
        } catch (IOException e) {
            report.accept("not deleted: " + e.getMessage());
        }
    }

    /** Whether an earlier life of this writer died over it. */
    private boolean isAbandoned(String name, Instant now) throws IOException {
        return ChainNames.begun(chain, name)
                        .filter(begun -> begun.plus(ABANDONED).isBefore(now))
                        .isPresent()
                && backups.writerOf(name).filter(writer::equals).isPresent();
    }

    private void delete(String name) throws IOException {
        try {
            backups.delete(name, writer);
            report.accept("deleted: " + name);
        } catch (LockedException e) {
            // It holds up none of the others.
            report.accept("not deleted: " + e.getMessage());
        }
    }
}
