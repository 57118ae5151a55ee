package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.AlarmMember;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.ReadTx;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import dev.etcetera.mvcc.LeaseAttachments;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.apply.ApplyListener;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DatabaseImport;
import dev.etcetera.server.storage.SnapshotImport;
import dev.etcetera.server.storage.StoredState;
import dev.etcetera.server.transport.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running member goes over from one state to another, or stops before it did. */
@Timeout(60)
final class StateSwitchTest {
    private static final StoredState OLD = new StoredState(10, "old");
    private static final StoredState NEW = new StoredState(20, "new");
    private static final ConfState VOTERS = ConfState.ofVoters(List.of(20L));

    @TempDir
    Path temp;

    private final List<Long> progress = new ArrayList<>();
    private DataDir dir;
    private Backend backend;
    private ConsistentIndex consistentIndex;
    private Lessor lessor;
    private KvStore store;
    private AlarmStore alarms;
    private Cluster cluster;
    private MembershipApplier membership;
    private boolean closed;

    @BeforeEach
    void open() throws IOException {
        dir = DataDir.open(temp.resolve("data"), temp.resolve("data/member/wal"));
        OLD.toBackend(dir.backends().current());
        NEW.toDatabase(temp.resolve("scratch"), dir.snapshots().path(NEW.index()));
        backend = Backend.open(dir.backends().current(), BackendOptions.defaults());
        consistentIndex = new ConsistentIndex(backend);
        lessor = Lessor.open(backend, keys -> {}, 1, () -> 0);
        store = KvStore.open(backend, KvStoreOptions.defaults().withLeases(new Attachments()));
        alarms = new AlarmStore(backend);
        cluster = Cluster.recover(backend, 7);
        membership = new MembershipApplier(
                new MembershipApplier.Stored(cluster, backend.batchTx(), consistentIndex, 1, Failpoints.NONE),
                new NoRaft(),
                new NobodyWaits(),
                List.of(),
                ConfState.ofVoters(List.of(10L)));
    }

    @AfterEach
    void close() throws IOException {
        closeBackend();
        dir.close();
    }

    private void closeBackend() {
        if (!closed) {
            closed = true;
            store.close();
            backend.close();
        }
    }

    @Test
    void everythingIsThatOfTheSnapshotAndNothingElseIsLeft() throws IOException {
        Path former = dir.backends().current();

        install(DatabaseImport::run, Failpoints.NONE);

        assertThat(state()).isEqualTo(NEW);
        assertThat(lessor.leases()).containsExactly(NEW.index());
        assertThat(lessor.keys(NEW.index())).containsExactly(ByteString.copyFromUtf8("key"));
        assertThat(alarms.all()).extracting(AlarmMember::getMemberID).containsExactly(NEW.index());
        assertThat(cluster.members()).containsExactly(NEW.member());
        assertThat(membership.confState()).isEqualTo(VOTERS);
        assertThat(progress).containsExactly(1L, 0L);
        assertThat(dir.snap()).isEmptyDirectory();
        Await.until("the old backend is deleted", () -> !Files.exists(former));
    }

    @Test
    void whatIsWrittenAfterwardsIsInTheNewBackendAndWhatWasNotCommittedBeforeIsForgotten() throws IOException {
        StoredState.put(store, "never committed", 0);
        install(DatabaseImport::run, Failpoints.NONE);
        assertThat(state()).isEqualTo(NEW);

        StoredState.put(store, "later", 0);
        consistentIndex.set(21, 3);
        backend.batchTx().commit();
        closeBackend();

        assertThat(StoredState.in(dir.backends().current())).isEqualTo(new StoredState(21, "later"));
    }

    @Test
    void readerOfTheOldStateFinishesUndisturbed() throws IOException {
        Path former = dir.backends().current();
        try (ReadTx read = backend.readTx()) {
            install(DatabaseImport::run, Failpoints.NONE);

            assertThat(ConsistentIndex.of(read)).isEqualTo(OLD.index());
            assertThat(former).exists();
        }
        Await.until("the old backend is deleted", () -> !Files.exists(former));
    }

    @Test
    void deathBeforeTheImportLeavesTheOldStateInUseAndTheDatabase() throws IOException {
        Failpoints death = point -> {
            throw new IllegalStateException("dead");
        };
        assertThatThrownBy(() -> install(DatabaseImport::run, death)).hasMessage("dead");

        assertOldStateInUse();
    }

    @Test
    void deathDuringTheImportLeavesTheOldStateInUseAndTheDatabase() throws IOException {
        assertThatThrownBy(() -> install(
                        (database, empty) -> {
                            Files.createFile(empty.resolve("half"));
                            throw new IOException("dead");
                        },
                        Failpoints.NONE))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("dead");

        assertOldStateInUse();
    }

    @Test
    void databaseFromBeforeItsSnapshotIsNotPutIntoUse() throws IOException {
        Files.delete(dir.snapshots().path(NEW.index()));
        new StoredState(15, "too old")
                .toDatabase(temp.resolve("old"), dir.snapshots().path(NEW.index()));

        assertThatThrownBy(() -> install(DatabaseImport::run, Failpoints.NONE))
                .hasRootCauseMessage("the snapshot at index 20 came with a database that holds entries only up to 15");

        assertOldStateInUse();
    }

    private void assertOldStateInUse() throws IOException {
        assertThat(state()).isEqualTo(OLD);
        assertThat(dir.backends().current()).hasFileName("backend");
        assertThat(dir.snapshots().find(NEW.index())).isPresent();
    }

    private StoredState state() {
        return StoredState.of(consistentIndex.index(), store);
    }

    private void install(SnapshotImport.DatabaseReader reader, Failpoints failpoints) throws IOException {
        StateSwitch stateSwitch = new StateSwitch(
                dir,
                new SnapshotImport(dir, reader),
                new StateSwitch.Stores(backend, consistentIndex, lessor, store, alarms),
                membership,
                new StateSwitch.Surroundings(failpoints, progress::add, ZapLog.discard()));
        stateSwitch.install(new Snapshot(new SnapshotMetadata(VOTERS, NEW.index(), 3), Payload.EMPTY), OLD.index());
    }

    private final class Attachments implements LeaseAttachments {
        @Override
        public void attach(long leaseId, ByteString key) {
            lessor.attach(leaseId, key);
        }

        @Override
        public void detach(long leaseId, ByteString key) {
            lessor.detach(leaseId, key);
        }

        @Override
        public long leaseOf(ByteString key) {
            return lessor.leaseOf(key);
        }
    }

    private record NoRaft() implements ConfigurationTarget {
        @Override
        public Optional<ConfState> applyConfChange(long index, ConfChange change) {
            throw new AssertionError("a snapshot changes nothing in Raft, which has it already");
        }

        @Override
        public void onceAdvanced(Runnable action) {
            throw new AssertionError("nobody waits");
        }
    }

    private record NobodyWaits() implements ApplyListener {
        @Override
        public boolean awaits(long requestId) {
            return false;
        }

        @Override
        public void applied(long requestId, ApplyResult result) {
            throw new AssertionError("nobody waits");
        }
    }
}
