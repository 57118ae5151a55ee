package dev.etcetera.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Which backups of one writer in one folder are not kept. */
record Pruning(Backups backups, String chain, String writer) {
    /** Their names, oldest first. */
    List<String> expired(Retention retention, Instant now) throws IOException {
        List<Manifest> mine = backups.list(chain + "/").stream()
                .filter(m -> m.writer().equals(writer))
                .toList();
        return retention.expired(mine, Manifest::taken, now).stream()
                .map(Manifest::name)
                .toList();
    }
}
