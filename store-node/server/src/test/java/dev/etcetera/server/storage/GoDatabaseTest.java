package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.server.log.LogOptions;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoDatabaseTest {
    private static final byte[] INDEX = "consistent_index".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temp;

    private LogSink sink;
    private DataDir dir;
    private Path database;

    @BeforeEach
    void open() throws IOException {
        sink = LogSink.open(LogOptions.defaults(), InstantSource.system());
        dir = DataDir.open(temp.resolve("data"), temp.resolve("data/member/wal"));
        database = dir.snap().resolve("db");
    }

    @AfterEach
    void close() throws IOException {
        dir.close();
        sink.close();
    }

    @Test
    void databaseBecomesTheBackendAndIsDeleted() throws IOException {
        writeDatabase(7);

        assertThat(adopt()).isInstanceOf(GoDatabase.Adoption.Done.class);

        assertThat(database).doesNotExist();
        assertThat(dir.backends().current()).hasFileName("backend.0000000000000007");
        assertThat(alarmIn(dir.backends().current())).isEqualTo(new byte[] {42});
    }

    @Test
    void nothingHappensWithoutOne() throws IOException {
        Path before = dir.backends().current();

        assertThat(adopt()).isInstanceOf(GoDatabase.Adoption.None.class);

        assertThat(dir.backends().current()).isEqualTo(before);
    }

    @Test
    void crashBeforeTheDeletionIsMadeGoodAtTheNextStart() throws IOException {
        writeDatabase(7);
        Path kept = Files.copy(database, temp.resolve("kept"));
        adopt();
        Files.copy(kept, database);

        assertThat(adopt()).isInstanceOf(GoDatabase.Adoption.DoneBefore.class);

        assertThat(database).doesNotExist();
        assertThat(alarmIn(dir.backends().current())).isEqualTo(new byte[] {42});
    }

    @Test
    void crashDuringTheImportLeavesTheDatabaseForTheNextStart() throws IOException {
        writeDatabase(7);
        GoDatabase failing = new GoDatabase(
                dir,
                (file, empty) -> {
                    Files.writeString(empty.resolve("half"), "written");
                    throw new IOException("no more");
                },
                log());
        assertThatThrownBy(failing::adopt).hasMessage("no more");
        assertThat(database).exists();

        adopt();

        assertThat(dir.backends().current().resolve("half")).doesNotExist();
        assertThat(alarmIn(dir.backends().current())).isEqualTo(new byte[] {42});
    }

    @Test
    void twoStatesAreRefusedAndLeftAlone() throws IOException {
        writeDatabase(7);
        adopt();
        writeDatabase(9);

        assertThatThrownBy(this::adopt)
                .isInstanceOf(DataDirException.class)
                .hasMessageContaining("move away the one that is not wanted");
        assertThat(database).exists();
    }

    @Test
    void damagedDatabaseIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(database, "bolt");

        assertThatThrownBy(this::adopt).isInstanceOf(IOException.class).hasMessageContaining(database.toString());
        assertThat(database).hasContent("bolt");
    }

    @Test
    void databaseWithADamagedRevisionIsRefusedAndLeftAlone() throws IOException {
        writeDatabase(7, batch -> batch.put(Bucket.KEY, new byte[17], new byte[] {42}));
        byte[] before = Files.readAllBytes(database);

        assertThatThrownBy(this::adopt)
                .isInstanceOf(IOException.class)
                .hasMessage("the database %s is damaged: damaged KeyValue of 1 bytes".formatted(database));
        assertThat(database).hasBinaryContent(before);
        assertThat(dir.backends().isInUse()).isFalse();
    }

    private GoDatabase.Adoption adopt() throws IOException {
        return new GoDatabase(dir, DatabaseImport::run, log()).adopt();
    }

    private ZapLog log() {
        return sink.named("test");
    }

    private void writeDatabase(long index) throws IOException {
        writeDatabase(index, batch -> {});
    }

    private void writeDatabase(long index, Consumer<BatchTx> more) throws IOException {
        Path source = Files.createTempDirectory(temp, "source");
        try (Backend backend = Backend.open(source, BackendOptions.defaults())) {
            backend.batchTx()
                    .put(
                            Bucket.META,
                            INDEX,
                            ByteBuffer.allocate(Long.BYTES).putLong(index).array());
            backend.batchTx().put(Bucket.ALARM, new byte[] {1}, new byte[] {42});
            more.accept(backend.batchTx());
            backend.batchTx().commit();
            try (DatabaseExport export = DatabaseExport.of(backend.committed());
                    OutputStream out = Files.newOutputStream(database)) {
                export.writeTo(out);
            }
        }
    }

    private static byte[] alarmIn(Path backend) throws IOException {
        try (Backend opened = Backend.open(backend, BackendOptions.defaults())) {
            return opened.batchTx().get(Bucket.ALARM, new byte[] {1}).orElseThrow();
        }
    }
}
