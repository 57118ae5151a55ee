package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import java.util.List;
import java.util.Set;

/** What a member said, by level. */
record MemberLog(String name, List<JsonNode> lines) {
    private static final Set<String> BAD = Set.of("error", "dpanic", "panic", "fatal");
    /** How Go says, four times at level error, that it was asked to stop. */
    private static final String GO_STOPS = "setting up serving from embedded etcd failed.";

    static MemberLog of(Member member) {
        return new MemberLog(
                member.name(), member.log().lines().map(Json::parse).toList());
    }

    /** What it said after its first so many lines. */
    MemberLog without(int first) {
        return new MemberLog(name, lines.subList(first, lines.size()));
    }

    void assertNoErrors() {
        assertThat(lines.stream()
                        .filter(line -> BAD.contains(line.path("level").asText()))
                        .filter(line -> !line.path("msg").asText().equals(GO_STOPS))
                        .map(JsonNode::toString))
                .as("errors of " + name)
                .isEmpty();
    }

    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.path("level").asText().equals("warn"))
                .map(JsonNode::toString)
                .toList();
    }
}
