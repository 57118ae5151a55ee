package dev.etcetera.lease;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessorTest {
    private static final long MIN_TTL = 2;

    @TempDir
    Path dir;

    private final List<List<ByteString>> deleted = new ArrayList<>();
    private long nowMillis = 1000;
    private Backend backend;
    private Lessor lessor;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.open(dir, BackendOptions.defaults());
        lessor = Lessor.open(backend, deleted::add, MIN_TTL, () -> nowMillis);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void grantRefusesWhatEtcdRefuses() {
        assertThat(lessor.grant(7, 1)).isEqualTo(new GrantOutcome.Granted(7, MIN_TTL));
        assertThat(lessor.grant(7, 10)).isInstanceOf(GrantOutcome.Exists.class);
        assertThat(lessor.grant(0, 10)).isInstanceOf(GrantOutcome.NoId.class);
        assertThat(lessor.grant(8, Lessor.MAX_TTL_SECONDS + 1)).isInstanceOf(GrantOutcome.TtlTooLarge.class);
        assertThat(lessor.grant(9, Lessor.MAX_TTL_SECONDS)).isInstanceOf(GrantOutcome.Granted.class);
    }

    @Test
    void revokeDeletesTheKeysInOrder() {
        lessor.grant(7, 10);
        lessor.attach(7, key("b"));
        lessor.attach(7, key("a"));
        lessor.attach(7, key("gone"));
        lessor.detach(7, key("gone"));
        assertThat(lessor.leaseOf(key("a"))).isEqualTo(7);
        assertThat(lessor.leaseOf(key("gone"))).isZero();
        assertThat(lessor.revoke(7)).isEqualTo(new RevokeOutcome.Revoked(2));
        assertThat(deleted).containsExactly(List.of(key("a"), key("b")));
        assertThat(lessor.leaseOf(key("a"))).isZero();
        assertThat(lessor.revoke(7)).isInstanceOf(RevokeOutcome.NotFound.class);
    }

    @Test
    void aKeyThatMovedToAnotherLeaseStaysThere() {
        lessor.grant(7, 10);
        lessor.grant(8, 10);
        lessor.attach(7, key("a"));
        lessor.detach(7, key("a"));
        lessor.attach(8, key("a"));
        lessor.revoke(7);
        assertThat(deleted).isEmpty();
        assertThat(lessor.leaseOf(key("a"))).isEqualTo(8);
    }

    @Test
    void leasesOfAnotherDatabaseTakeThePlaceOfOurs() throws IOException {
        lessor.grant(7, 10);
        lessor.attach(7, key("a"));
        Path ahead = dir.resolve("ahead");
        try (Backend other = Backend.open(ahead, BackendOptions.defaults())) {
            Lessor.open(other, deleted::add, MIN_TTL, () -> nowMillis).grant(9, 30);
        }
        var replacement = backend.prepare(ahead);
        try (var tx = replacement.readTx()) {
            lessor.restore(tx);
        }
        backend.replaceWith(replacement, () -> {});
        assertThat(lessor.leases()).containsExactly(9L);
        assertThat(lessor.leaseOf(key("a"))).isZero();
        assertThat(lessor.grant(7, 10)).isInstanceOf(GrantOutcome.Granted.class);
    }

    @Test
    void leasesSurviveARestart() throws IOException {
        lessor.grant(7, 10);
        lessor.grant(8, 20);
        lessor.grant(9, 30);
        lessor.revoke(8);
        lessor.checkpoint(9, 4);
        backend.close();
        open();
        assertThat(lessor.leases()).containsExactly(7L, 9L);
        assertThat(lessor.lookup(7)).contains(new LeaseView(7, 10, Long.MAX_VALUE));
        lessor.promote(0);
        assertThat(lessor.lookup(9)).contains(new LeaseView(9, 30, 4000));
    }

    private static ByteString key(String key) {
        return ByteString.copyFromUtf8(key);
    }
}
