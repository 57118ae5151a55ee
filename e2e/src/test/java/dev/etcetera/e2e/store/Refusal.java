package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import java.time.Duration;
import java.util.List;

/** A member that does not start, and the one line in which it says why. */
record Refusal(String reason) {
    static final String ADVICE = "remove this member, add it again and start it with an empty data directory,"
            + " or restore a snapshot if it is the only member";

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int REFUSED = 1;

    static Refusal of(Member member) {
        return of(member, member::start);
    }

    /** Starts the member, which must end by itself with a status of failure and one line at the end of its log. */
    static Refusal of(Member member, Runnable start) {
        long before = member.log().lines().count();
        start.run();
        Await.until(member.name() + " refuses to start", SOON, () -> !member.isAlive());
        assertThat(member.exitStatus()).as(member.logTail()).isEqualTo(REFUSED);
        List<JsonNode> said = member.log().lines().skip(before).map(Json::parse).toList();
        assertThat(said.stream().map(Refusal::level)).as(member.logTail()).containsOnlyOnce("fatal");
        JsonNode last = said.getLast();
        assertThat(level(last)).isEqualTo("fatal");
        assertThat(last.path("msg").asText()).isEqualTo("cannot start");
        assertThat(last.has("stacktrace")).isFalse();
        String reason = last.path("error").asText();
        System.out.println(reason);
        assertThat(reason).doesNotContain("\n");
        return new Refusal(reason);
    }

    private static String level(JsonNode line) {
        return line.path("level").asText();
    }
}
