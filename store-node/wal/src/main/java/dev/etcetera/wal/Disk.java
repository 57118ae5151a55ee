package dev.etcetera.wal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes bytes durable: a port, so that a test can be a disk that fails. */
@FunctionalInterface
interface Disk {
    Disk REAL = file -> file.force(false);

    void sync(FileChannel file) throws IOException;

    /** Makes the names in a directory durable. */
    static void syncDirectory(Path dir) throws IOException {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
