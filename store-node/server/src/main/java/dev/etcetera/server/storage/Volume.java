package dev.etcetera.server.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The volume a directory lies on. Any thread. */
record Volume(FileStore store) {
    private static final long NEXT_TO_NOTHING_BYTES = 64 * 1024;

    static Volume of(Path dir) throws IOException {
        Path existing = dir.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return new Volume(Files.getFileStore(existing));
    }

    long totalBytes() throws IOException {
        return store.getTotalSpace();
    }

    /** A volume that does not say has room: a write will tell. */
    long usableBytes() {
        try {
            return store.getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    /** Whether a write failed for want of room. The text of the failure is the system's, in whatever language. */
    boolean refused(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left on device")
                || text.contains("quota exceeded")
                || usableBytes() < NEXT_TO_NOTHING_BYTES;
    }
}
