package dev.etcetera.lease;

import static org.assertj.core.api.Assertions.assertThat;

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

class LeaseExpiryTest {
    @TempDir
    Path dir;

    private long nowMillis = 1000;
    private Backend backend;
    private Lessor lessor;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.open(dir, BackendOptions.defaults());
        lessor = Lessor.open(backend, keys -> {}, 1, () -> nowMillis);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void timeRunsOnlyOnTheLeader() {
        lessor.grant(7, 5);
        assertThat(lessor.renew(7)).isInstanceOf(RenewOutcome.NotPrimary.class);
        nowMillis += 60_000;
        assertThat(lessor.tick(nowMillis)).isEmpty();
        lessor.promote(500);
        assertThat(lessor.lookup(7)).contains(new LeaseView(7, 5, 5500));
        nowMillis += 5499;
        assertThat(lessor.tick(nowMillis)).isEmpty();
        nowMillis += 1;
        assertThat(lessor.tick(nowMillis)).containsExactly(7L);
    }

    @Test
    void aKeepAliveStartsTheClockAnew() {
        lessor.promote(0);
        lessor.grant(7, 5);
        for (int i = 0; i < 20; i++) {
            nowMillis += 4000;
            assertThat(lessor.renew(7)).isEqualTo(new RenewOutcome.Renewed(5));
            assertThat(lessor.tick(nowMillis)).isEmpty();
        }
        nowMillis += 5000;
        assertThat(lessor.renew(7)).isInstanceOf(RenewOutcome.Expired.class);
        assertThat(lessor.tick(nowMillis)).containsExactly(7L);
        assertThat(lessor.renew(8)).isInstanceOf(RenewOutcome.NotFound.class);
    }

    @Test
    void anExpiredLeaseIsOfferedAgainUntilItIsRevoked() {
        lessor.promote(0);
        lessor.grant(7, 5);
        nowMillis += 5000;
        assertThat(lessor.tick(nowMillis)).containsExactly(7L);
        nowMillis += 500;
        assertThat(lessor.tick(nowMillis)).isEmpty();
        nowMillis += 2500;
        assertThat(lessor.tick(nowMillis)).containsExactly(7L);
        lessor.revoke(7);
        nowMillis += 10_000;
        assertThat(lessor.tick(nowMillis)).isEmpty();
    }

    @Test
    void revocationsAreLimitedAndPileUpsSpread() {
        for (int id = 1; id <= 3000; id++) {
            lessor.grant(id, 5);
        }
        lessor.promote(0);
        List<Integer> perTick = new ArrayList<>();
        for (int tick = 0; tick < 30; tick++) {
            nowMillis += 500;
            List<Long> expired = lessor.tick(nowMillis);
            perTick.add(expired.size());
            expired.forEach(lessor::revoke);
        }
        assertThat(perTick).allMatch(count -> count <= 500);
        assertThat(lessor.leases()).isEmpty();
    }

    @Test
    void aDemotedMemberForgetsItsQueue() {
        lessor.promote(0);
        lessor.grant(7, 5);
        lessor.demote();
        nowMillis += 60_000;
        assertThat(lessor.tick(nowMillis)).isEmpty();
        lessor.promote(0);
        assertThat(lessor.tick(nowMillis)).isEmpty();
        assertThat(lessor.leases()).containsExactly(7L);
    }
}
