package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What --strict-reconfig-check lets pass. Member 1 is asked. */
final class ReconfigurationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");
    private static final Instant HEALTHY_SINCE = NOW.minusSeconds(5);

    private final TreeMap<Long, Member> members = new TreeMap<>();
    private final Map<Long, Instant> connected = new HashMap<>();

    @Test
    void aMemberAloneMayBeJoined() {
        started(1);
        assertThat(adding(false)).isEmpty();
        assertThat(adding(true)).isEmpty();
    }

    @Test
    void aSecondMemberThatHasNotStartedKeepsAThirdAway() {
        started(1);
        voter(2, "");
        assertThat(adding(false)).contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        assertThat(adding(true)).contains(EtcdError.UNHEALTHY);
    }

    @Test
    void theNewMemberCountsAsOneThatDoesNotWorkYet() {
        started(1, 2, 3);
        connect(NOW.minusSeconds(9), 2);
        assertThat(adding(false)).contains(EtcdError.UNHEALTHY);
        connect(NOW.minusSeconds(9), 3);
        assertThat(adding(false)).isEmpty();
    }

    @Test
    void aConnectionMustHaveLasted() {
        started(1, 2);
        connect(NOW.minusSeconds(4), 2);
        assertThat(adding(false)).contains(EtcdError.UNHEALTHY);
        connect(NOW.minusSeconds(6), 2);
        assertThat(adding(false)).isEmpty();
    }

    @Test
    void learnersDoNotCount() {
        started(1);
        members.put(9L, new Member(9, "", List.of(), List.of(), true));
        assertThat(adding(false)).isEmpty();
        assertThat(removing(9)).isEmpty();
    }

    @Test
    void theLastStartedMemberMayNotGo() {
        started(1);
        voter(2, "");
        assertThat(removing(1)).contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        assertThat(removing(2)).isEmpty();
    }

    @Test
    void anUnknownMemberIsRefusedOnlyByTheLog() {
        started(1, 2, 3);
        assertThat(removing(77)).isEmpty();
    }

    @Test
    void aMemberThatIsDownMayGoAndAnotherMayNotWhileItIs() {
        started(1, 2, 3);
        connect(NOW.minusSeconds(9), 2);
        assertThat(removing(3)).isEmpty();
        assertThat(removing(2)).contains(EtcdError.UNHEALTHY);
        assertThat(removing(1)).contains(EtcdError.UNHEALTHY);
        connect(NOW.minusSeconds(9), 3);
        assertThat(removing(2)).isEmpty();
        assertThat(removing(1)).isEmpty();
    }

    @Test
    void aPromotedLearnerCountsAsStarted() {
        started(1);
        assertThat(promoting()).isEmpty();
        voter(2, "");
        assertThat(promoting()).isEmpty();
        voter(3, "");
        assertThat(promoting()).contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
    }

    private void started(long... ids) {
        for (long id : ids) {
            voter(id, "m" + id);
        }
    }

    private void voter(long id, String name) {
        members.put(id, new Member(id, name, List.of("http://127.0.0.1:" + id), List.of(), false));
    }

    private void connect(Instant since, long id) {
        connected.put(id, since);
    }

    private Optional<EtcdError> adding(boolean learner) {
        return rules().ofAdding(learner, HEALTHY_SINCE).map(Reconfiguration.Refusal::error);
    }

    private Optional<EtcdError> removing(long id) {
        return rules().ofRemoving(id, HEALTHY_SINCE).map(Reconfiguration.Refusal::error);
    }

    private Optional<EtcdError> promoting() {
        return rules().ofPromoting().map(Reconfiguration.Refusal::error);
    }

    private Reconfiguration rules() {
        return new Reconfiguration(
                new Membership(7, members, Set.of(), Optional.empty()),
                1,
                id -> Optional.ofNullable(connected.get(id)));
    }
}
