package dev.etcetera.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.chain.LockedException;
import dev.etcetera.backup.chain.Manifest;
import dev.etcetera.backup.chain.PlayedMember;
import dev.etcetera.backup.store.MemoryStore;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.PacedStore;
import dev.etcetera.backup.store.SealedStore;
import dev.etcetera.backup.store.StoreLayer;
import dev.etcetera.backup.store.TestKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the store keeps keeps its manifest. */
class LockedBackupTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-29T12:00:00Z"));

    private final MemoryStore stored = new MemoryStore();

    @BeforeEach
    void save() throws IOException {
        new Backups(stored, CLOCK).save("one", "me", new PlayedMember(3));
        stored.put("one/deltas/000000000000002b", new byte[1]);
        stored.put("one/deltas/000000000000002c", new byte[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"writer", "snapshot.db", "manifest.json", "deltas/000000000000002c"})
    void nothingIsDeletedWhileOneObjectIsLocked(String object) throws IOException {
        List<String> all = stored.list("");
        Locking locking = new Locking(stored, "one/" + object);
        Backups backups = new Backups(new SealedStore(new PacedStore(locking, 1), TestKeys.NONE), CLOCK);
        assertThatThrownBy(() -> backups.delete("one", "me"))
                .isInstanceOf(LockedException.class)
                .hasMessage("locked under a legal hold: backup one stays, as the store keeps one/" + object);
        assertThat(stored.list("")).isEqualTo(all);
        new Backups(new SealedStore(stored, TestKeys.NONE), CLOCK).delete("one", "me");
        assertThat(stored.list("")).isEmpty();
    }

    @Test
    void pruningSaysWhatStaysAndGoesOn() throws IOException {
        Instant taken = CLOCK.instant();
        for (String name : new String[] {"all/1", "all/2", "all/3"}) {
            taken = taken.plusSeconds(1);
            new Backups(stored, InstantSource.fixed(taken)).save(name, "me", new PlayedMember(3));
        }
        PruneCommand prune = new PruneCommand();
        CommandLine command = new CommandLine(prune);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        command.parseArgs("--store=file:///unused", "--chain=all", "--writer=me", "--keep-last=1");
        prune.run(new Locking(stored, "all/1/snapshot.db"));
        assertThat(out).hasToString("all/2\n");
        assertThat(err)
                .hasToString(
                        "prune: locked under a legal hold: backup all/1 stays, as the store keeps all/1/snapshot.db\n");
        assertThat(new Backups(stored, CLOCK).list("all/"))
                .extracting(Manifest::name)
                .containsExactly("all/1", "all/3");
    }

    private record Locking(ObjectStore store, String lockedKey) implements StoreLayer {
        @Override
        public Optional<String> locked(String key) {
            return key.equals(lockedKey) ? Optional.of("under a legal hold") : Optional.empty();
        }
    }
}
