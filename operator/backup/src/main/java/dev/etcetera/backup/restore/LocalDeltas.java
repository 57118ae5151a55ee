package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Deltas in a folder, where they are read more than once. */
record LocalDeltas(Path folder) {
    void put(Delta delta) throws IOException {
        Files.write(file(delta.header()), delta.toBytes());
    }

    Delta read(DeltaHeader header) throws IOException {
        Path file = file(header);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return Delta.read(file.toString(), in);
        }
    }

    private Path file(DeltaHeader header) {
        return folder.resolve("%016x".formatted(header.from()));
    }
}
