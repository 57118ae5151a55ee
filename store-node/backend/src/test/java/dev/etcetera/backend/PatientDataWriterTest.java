package dev.etcetera.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jetbrains.exodus.ExodusException;
import jetbrains.exodus.OutOfDiskSpaceException;
import jetbrains.exodus.io.Block;
import jetbrains.exodus.io.DataWriter;
import jetbrains.exodus.log.LogUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientDataWriterTest {
    private static final long ADDRESS = 0;

    @TempDir
    Path dir;

    /** A disk that takes so many bytes of each write, and then has no room. */
    private final List<Integer> taken = new ArrayList<>();

    private final List<IOException> waits = new ArrayList<>();
    private boolean syncFails;

    @Test
    void theRestOfARefusedWriteFollowsOnceThereIsRoom() throws IOException {
        taken.addAll(List.of(3, 0, 4));
        var writer = open(waits::add);
        writer.write("0123456789abc".getBytes(US_ASCII), 1, 10);
        assertThat(Files.readString(file())).isEqualTo("123456789a");
        assertThat(waits).hasSize(3);
        writer.write("xyz".getBytes(US_ASCII), 0, 3);
        assertThat(Files.readString(file())).isEqualTo("123456789axyz");
    }

    @Test
    void whoGivesUpIsToldOfTheFullDisk() {
        taken.add(0);
        var writer = open(failure -> {
            throw failure;
        });
        assertThatThrownBy(() -> writer.write(new byte[8], 0, 8))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("No space left on device");
    }

    @Test
    void anotherFailureIsNotWaitedFor() {
        taken.add(-1);
        var writer = open(waits::add);
        assertThatThrownBy(() -> writer.write(new byte[8], 0, 8)).isInstanceOf(ExodusException.class);
        assertThat(waits).isEmpty();
    }

    /** The system tells of a lost page once: a second fsync of the same file would succeed. */
    @Test
    void afterAFailedFsyncNothingIsPromisedAnyMore() {
        var writer = open(waits::add);
        syncFails = true;
        assertThatThrownBy(writer::sync)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("Input/output error")
                .hasMessageContaining("backend: fsync of " + file() + " failed: Input/output error");
        syncFails = false;
        assertThatThrownBy(writer::sync).hasMessageContaining("Input/output error");
        assertThatThrownBy(writer::syncDirectory).hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> writer.write(new byte[8], 0, 8)).hasMessageContaining("Input/output error");
    }

    @Test
    void aDirectoryThatCannotBeMadeDurableIsAFailure() throws IOException {
        var writer = open(waits::add);
        Files.deleteIfExists(file());
        Files.delete(dir);
        assertThatThrownBy(writer::syncDirectory).hasMessageContaining("backend: fsync of " + dir + " failed");
        Files.createDirectory(dir);
        assertThatThrownBy(writer::sync).hasMessageContaining("backend: fsync of " + dir + " failed");
    }

    private PatientDataWriter open(FullDisk whenFull) {
        var files = (DataWriter) Proxy.newProxyInstance(
                DataWriter.class.getClassLoader(), new Class<?>[] {DataWriter.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write")) {
                        return write((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                    }
                    if (method.getName().equals("sync") && syncFails) {
                        throw new IOException("Input/output error");
                    }
                    return block();
                });
        var writer = new PatientDataWriter(files, dir.toFile(), whenFull, PatientDataWriter.Syncing.AT_ONCE);
        writer.openOrCreateBlock(ADDRESS, 0);
        return writer;
    }

    private Block write(byte[] bytes, int offset, int count) throws IOException {
        var room = taken.isEmpty() ? count : taken.removeFirst();
        if (room < 0) {
            throw new ExodusException("the writer is closed");
        }
        var out = new ByteArrayOutputStream();
        out.write(Arrays.copyOfRange(bytes, offset, offset + Math.min(room, count)));
        Files.write(file(), out.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (room < count) {
            throw new OutOfDiskSpaceException(new IOException("No space left on device"));
        }
        return block();
    }

    private static Block block() {
        return (Block) Proxy.newProxyInstance(
                Block.class.getClassLoader(), new Class<?>[] {Block.class}, (proxy, method, arguments) -> ADDRESS);
    }

    private Path file() {
        return new File(dir.toFile(), LogUtil.getLogFilename(ADDRESS)).toPath();
    }
}
