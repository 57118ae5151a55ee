package dev.etcetera.backup.chain;

import java.time.Instant;
import java.util.List;

/** Which backups of one writer are not kept. */
public record Pruning(String writer, Retention retention) {
    /** Their names among those that are stored in one folder, oldest first. */
    public List<String> expired(List<Manifest> stored, Instant now) {
        List<Manifest> mine =
                stored.stream().filter(m -> m.writer().equals(writer)).toList();
        return retention.expired(mine, Manifest::taken, now).stream()
                .map(Manifest::name)
                .toList();
    }
}
