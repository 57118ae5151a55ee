package dev.etcetera.server.bootstrap;

import dev.etcetera.server.config.StorageConfig;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Deletes now and then what no restart needs: segments of the log beyond {@code --max-wals}, .snap files, databases. */
record OldFiles(Foundation foundation, MemberStorage storage, SharedState shared) {
    private static final long INTERVAL_SECONDS = 30;

    void keepFew() {
        StorageConfig config = foundation.config().storage();
        ZapLog log = foundation.log().named("fileutil/purge");
        log.info(
                "started to purge file",
                "dir",
                storage.dir().wal(),
                "suffix",
                "wal",
                "max",
                config.maxWals(),
                "interval",
                INTERVAL_SECONDS + "s");
        ScheduledFuture<?> _ = foundation
                .timers()
                .scheduleWithFixedDelay(() -> purge(config, log), INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private void purge(StorageConfig config, ZapLog log) {
        try {
            for (Path deleted : storage.raft().storage().purge(config.maxWals(), config.maxSnapshots())) {
                log.info("purged", "path", deleted);
            }
            storage.dir().snapshots().deleteUpTo(shared.applied().getAsLong());
        } catch (IOException e) {
            log.warn("failed to remove file", "error", e.getMessage());
        }
    }
}
