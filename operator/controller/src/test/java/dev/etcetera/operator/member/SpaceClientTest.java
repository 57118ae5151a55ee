package dev.etcetera.operator.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpaceClientTest {
    private FakeMember member;
    private SpaceClient client;

    @BeforeEach
    void open() throws IOException {
        member = new FakeMember();
        client = member.client(Duration.ofSeconds(30)).space();
    }

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void eachWishIsOneCall() {
        assertThat(client.compact(member.address(), 7)).isEmpty();
        assertThat(client.reclaim(member.address())).isEmpty();
        assertThat(client.disarm(member.address(), List.of(1L, 2L))).isEmpty();
        assertThat(member.asked())
                .containsExactly("compact at 7", "defragment", "DEACTIVATE NOSPACE of 1", "DEACTIVATE NOSPACE of 2");
    }

    @Test
    void whatIsForgottenAlreadyIsForgotten() {
        member.refuse(Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision has been compacted"));
        assertThat(client.compact(member.address(), 7)).isEmpty();
        member.refuse(Status.UNAVAILABLE.withDescription("etcdserver: no leader"));
        assertThat(client.compact(member.address(), 7)).contains("etcdserver: no leader");
    }

    @Test
    void alarmsTextIsKnownWithMoreOrFewerBlanks() {
        List<String> errors = List.of(
                "memberID:18446744073709551615 alarm:NOSPACE ",
                "memberID:7  alarm:NOSPACE",
                "memberID:9 alarm:CORRUPT ",
                "etcdserver: no leader");
        assertThat(Alarms.NOSPACE.in(errors)).containsExactly(-1L, 7L);
        assertThat(Alarms.CORRUPT.in(errors)).containsExactly(9L);
        assertThat(Alarms.NOSPACE.notIn(errors)).containsExactly("memberID:9 alarm:CORRUPT ", "etcdserver: no leader");
    }
}
