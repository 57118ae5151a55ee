package dev.etcetera.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import dev.etcetera.mvcc.RestoredKeys;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.BackendDirs;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.DatabaseImport;
import dev.etcetera.server.storage.GoDatabase;
import dev.etcetera.server.storage.SnapshotImport;
import dev.etcetera.server.storage.StoredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A start in every state that a crash leaves while a member goes over from what it had to a snapshot. */
final class BackendOpenerTest {
    private static final StoredState OLD = new StoredState(10, "old");
    private static final StoredState NEW = new StoredState(20, "new");
    private static final String HALF = "backend.0000000000000014.part";
    private static final String WHOLE = "backend.0000000000000014";

    @TempDir
    Path root;

    private Path temp;
    private DataDir dir;
    private Path member;

    /** What a crash left besides the old backend, where the log begins, and which state a start has to find. */
    private record Crash(String after, List<Left> left, long checkpoint, StoredState found) {}

    private interface Left {
        void in(BackendOpenerTest test) throws IOException;
    }

    private static final Left PART_OF_THE_DATABASE = test -> Files.writeString(test.snap("tmp123"), "half");
    private static final Left DATABASE = test -> NEW.toDatabase(test.temp.resolve("scratch"), test.snap(fileOf(NEW)));
    private static final Left PART_OF_THE_IMPORT = test ->
            Files.writeString(Files.createDirectory(test.member.resolve(HALF)).resolve("half"), "half");
    private static final Left NEW_BACKEND = test -> NEW.toBackend(Files.createDirectory(test.member.resolve(WHOLE)));
    private static final Left NO_OLD_BACKEND = test -> BackendDirs.delete(test.member.resolve("backend"));

    private static final List<Crash> CRASHES = List.of(
            new Crash("nothing", List.of(), 10, OLD),
            new Crash("part of the database came", List.of(PART_OF_THE_DATABASE), 10, OLD),
            new Crash("the database is whole", List.of(DATABASE), 10, OLD),
            new Crash("the log went over", List.of(DATABASE), 20, NEW),
            new Crash("part of the import", List.of(DATABASE, PART_OF_THE_IMPORT), 20, NEW),
            new Crash("the import", List.of(DATABASE, NEW_BACKEND), 20, NEW),
            new Crash("the received database was deleted", List.of(NEW_BACKEND), 20, NEW),
            new Crash("the old backend was deleted", List.of(NEW_BACKEND, NO_OLD_BACKEND), 20, NEW),
            new Crash("the next database came", List.of(NEW_BACKEND, PART_OF_THE_DATABASE), 20, NEW));

    @BeforeEach
    void makeOldState() throws IOException {
        temp = Files.createTempDirectory(root, "state");
        member = temp.resolve("data/member");
        dir = DataDir.open(temp.resolve("data"), member.resolve("wal"));
        OLD.toBackend(dir.backends().current());
    }

    @AfterEach
    void close() throws IOException {
        dir.close();
    }

    @TestFactory
    Stream<DynamicTest> startFindsTheStateThatTheLogGoesOnFrom() {
        return CRASHES.stream().map(crash -> DynamicTest.dynamicTest("after " + crash.after(), () -> check(crash)));
    }

    private void check(Crash crash) throws IOException {
        dir.close();
        makeOldState();
        for (Left left : crash.left()) {
            left.in(this);
        }
        for (int start = 0; start < 2; start++) {
            try (Backend backend = open(crash.checkpoint())) {
                assertThat(StoredState.in(backend)).isEqualTo(crash.found());
            }
            assertThat(names(member.resolve("snap"))).isEmpty();
            assertThat(names(member))
                    .filteredOn(name -> name.startsWith("backend"))
                    .hasSize(1);
        }
    }

    @Test
    void logThatBeginsBehindTheBackendIsRefusedWithoutTheDatabase() throws IOException {
        assertThatThrownBy(() -> open(20))
                .isInstanceOf(DataDirException.class)
                .hasMessageContaining("failed to find database snapshot file (snap: snapshot file doesn't exist)")
                .hasMessageContaining("holds entries up to 10, the log begins after 20");
        assertThat(StoredState.in(dir.backends().current())).isEqualTo(OLD);
    }

    @Test
    void keysAreThoseOfTheReceivedDatabaseAndNotOfTheOneAdoptedBeforeIt() throws IOException {
        NEW.toDatabase(temp.resolve("scratch"), snap(fileOf(NEW)));
        OLD.toDatabase(temp.resolve("other scratch"), temp.resolve("db"));
        RestoredKeys stale = DatabaseImport.run(temp.resolve("db"), Files.createDirectory(temp.resolve("adopted")));

        BackendOpener.Opened opened = opener().open(20, new GoDatabase.Adoption.Done(stale));
        try (Backend backend = opened.backend();
                KvStore store = KvStore.open(backend, opened.contents(), KvStoreOptions.defaults())) {
            assertThat(StoredState.of(20, store)).isEqualTo(NEW);
        }
    }

    @Test
    void databaseFromBeforeItsSnapshotIsRefusedAndTheOldStateStays() throws IOException {
        new StoredState(15, "too old").toDatabase(temp.resolve("scratch"), snap(fileOf(NEW)));

        assertThatThrownBy(() -> open(20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("came with a database that holds entries only up to 15");
        assertThat(StoredState.in(dir.backends().current())).isEqualTo(OLD);
    }

    private Backend open(long checkpoint) throws IOException {
        return opener().open(checkpoint, new GoDatabase.Adoption.None()).backend();
    }

    private BackendOpener opener() {
        return new BackendOpener(
                dir, BackendOptions.defaults(), new SnapshotImport(dir, DatabaseImport::run), ZapLog.discard());
    }

    private Path snap(String name) {
        return member.resolve("snap").resolve(name);
    }

    private static String fileOf(StoredState state) {
        return "%016x.snap.db".formatted(state.index());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
