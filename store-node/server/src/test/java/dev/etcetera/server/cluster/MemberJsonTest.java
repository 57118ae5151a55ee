package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members against the JSON that etcd 3.7.3 makes of them. */
final class MemberJsonTest {
    private static final String STARTED =
            "{\"id\":13195394291058371180,\"peerURLs\":[\"http://127.0.0.1:2380\"],\"name\":\"infra0\"}";
    private static final String LEARNER = "{\"id\":250740733507047076,\"peerURLs\":[\"http://127.0.0.1:2380\"],"
            + "\"isLearner\":true,\"name\":\"q\\\"\\\\é\",\"clientURLs\":[\"http://a:1?x=\\u003c\\u0026\\u003e\"],\"isPromote\":false}";

    @Test
    void memberOfANewCluster() {
        Member member = new Member(
                MemberIds.parseHex("b71f75320dc06a6c"), "infra0", List.of("http://127.0.0.1:2380"), List.of(), false);
        assertThat(MemberJson.encode(member)).isEqualTo(STARTED);
        assertThat(MemberJson.decode(bytes(STARTED))).isEqualTo(member);
    }

    @Test
    void contextOfAnAddedLearner() {
        Member member = new Member(
                MemberIds.parseHex("37acf5e5f688ea4"),
                "q\"\\é",
                List.of("http://127.0.0.1:2380"),
                List.of("http://a:1?x=<&>"),
                true);
        MemberContext context = new MemberContext(member, false);
        assertThat(MemberJson.encode(context)).isEqualTo(LEARNER);
        assertThat(MemberJson.decodeContext(bytes(LEARNER))).isEqualTo(context);
    }

    @Test
    void lists() {
        String list = "[" + STARTED + "," + STARTED + "]";
        List<Member> members = MemberJson.decodeAll(bytes(list));
        assertThat(members).hasSize(2);
        assertThat(MemberJson.encodeAll(members)).isEqualTo(list);
        assertThat(MemberJson.decodeAll(bytes("[{\"id\":1,\"peerURLs\":null,\"new\":{\"a\":1}}]")))
                .containsExactly(new Member(1, "", List.of(), List.of(), false));
    }

    @Test
    void refusesWhatIsNoMember() {
        for (String text : List.of("", "[]", "{\"id\":-1}", "{\"id\":1", "{\"peerURLs\":[1,{}]}")) {
            assertThatThrownBy(() -> MemberJson.decode(bytes(text))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
