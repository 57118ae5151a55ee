package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.backup.member.GrantedLease;
import dev.etcetera.backup.member.History;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutlookTest {
    private static final Instant BEGIN = Instant.ofEpochSecond(1_000);

    private final Cluster cluster = new Cluster();
    private Instant now = BEGIN;
    private final Outlook outlook = new Outlook(cluster, () -> now, new Direct());

    private void look(long seconds) throws IOException {
        now = BEGIN.plusSeconds(seconds);
        outlook.look();
    }

    private long reached(long stored) {
        return Duration.between(BEGIN, outlook.reached(stored)).toSeconds();
    }

    @Test
    void whatAClusterHadAtATimeIsStoredWhenItsRevisionIs() throws IOException {
        outlook.begin(BEGIN.minusSeconds(9));
        look(0);
        assertThat(reached(9)).isEqualTo(-9);
        assertThat(reached(10)).isZero();
        cluster.revision = 20;
        look(5);
        cluster.revision = 30;
        look(10);
        assertThat(reached(19)).isZero();
        assertThat(reached(29)).isEqualTo(5);
        assertThat(reached(31)).isEqualTo(10);
    }

    @Test
    void aClusterInWhichNothingHappensIsStoredUpToTheLastLook() throws IOException {
        outlook.begin(BEGIN);
        look(0);
        look(5);
        look(9);
        assertThat(reached(10)).isEqualTo(5);
    }

    @Test
    void oneThatDoesNotAnswerGetsOlder() throws IOException {
        outlook.begin(BEGIN);
        look(0);
        cluster.answers = false;
        look(5);
        look(60);
        assertThat(reached(10)).isZero();
        cluster.answers = true;
        look(65);
        assertThat(reached(10)).isEqualTo(65);
    }

    @Test
    void itAsksEveryFewSecondsOnlyAndAtOnceWhenItBeginsAnew() throws IOException {
        outlook.begin(BEGIN);
        look(0);
        look(4);
        assertThat(cluster.asked).hasSize(1);
        outlook.begin(BEGIN);
        look(4);
        assertThat(cluster.asked).hasSize(2);
        assertThat(outlook.authRevision()).isEqualTo(2);
    }

    @Test
    void whatAnotherClusterHadIsForgotten() throws IOException {
        outlook.begin(BEGIN);
        look(0);
        look(5);
        assertThat(outlook.authRevision()).isEqualTo(2);
        cluster.asked.clear();
        outlook.begin(BEGIN);
        assertThat(outlook.authRevision()).isZero();
        look(6);
        assertThat(outlook.authRevision()).as("lower than before").isEqualTo(1);
    }

    private static final class Cluster implements History {
        private final List<Long> asked = new ArrayList<>();
        private long revision = 10;
        private boolean answers = true;

        @Override
        public long revision() throws IOException {
            asked.add(revision);
            if (!answers) {
                throw new IOException("no leader");
            }
            return revision;
        }

        @Override
        public long authRevision() {
            return asked.size();
        }

        @Override
        public Watched watch(long from) {
            throw new IllegalStateException("nobody watches");
        }

        @Override
        public List<GrantedLease> granted(Set<Long> leases) {
            return List.of();
        }
    }
}
