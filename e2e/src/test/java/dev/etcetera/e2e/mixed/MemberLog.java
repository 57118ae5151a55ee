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

    static MemberLog of(Member member) {
        return new MemberLog(
                member.name(), member.log().lines().map(Json::parse).toList());
    }

    void assertNoErrors() {
        assertThat(lines)
                .as("log of " + name)
                .noneMatch(line -> BAD.contains(line.path("level").asText()));
    }

    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.path("level").asText().equals("warn"))
                .map(JsonNode::toString)
                .toList();
    }
}
