package dev.etcetera.operator.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipClientTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private FakeMember member;
    private MembershipClient client;

    @BeforeEach
    void open() throws IOException {
        member = new FakeMember();
        client = member.client(DEADLINE);
    }

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void memberIsAddedWithoutAVote() {
        assertThat(client.addLearner(member.address(), "http://demo-4:2380")).isEmpty();
        assertThat(member.asked()).containsExactly("add [http://demo-4:2380] as learner");
    }

    @Test
    void refusalIsToldInTheClustersOwnWords() {
        member.refuse(Status.UNAVAILABLE.withDescription("etcdserver: unhealthy cluster"));
        assertThat(client.addLearner(member.address(), "http://demo-4:2380")).contains("etcdserver: unhealthy cluster");
        assertThat(client.promote(member.address(), 4)).contains("etcdserver: unhealthy cluster");
        assertThat(client.moveLeader(member.address(), 1)).contains("etcdserver: unhealthy cluster");
        assertThat(client.remove(member.address(), 4)).contains("etcdserver: unhealthy cluster");
    }

    @Test
    void memberThatIsGoneAlreadyIsRemoved() {
        member.refuse(Status.NOT_FOUND.withDescription("etcdserver: member not found"));
        assertThat(client.remove(member.address(), 4)).isEmpty();
        assertThat(client.promote(member.address(), 4)).contains("etcdserver: member not found");
    }

    @Test
    void whatChangesSomethingIsReportedAndWhatReadsIsNot() {
        List<String> heard = new ArrayList<>();
        MemberDoors doors = new MemberDoors(Optional.of(new MemberCalls() {
            @Override
            public void before(String method) {
                heard.add("before " + method);
            }

            @Override
            public void after(String method) {
                heard.add("after " + method);
            }
        }));
        MemberPort port = new MemberPort(member.port().number(), doors);
        new MemberClient(DEADLINE, port).membership(member.address());
        new MembershipClient(DEADLINE, port).promote(member.address(), 4);
        assertThat(heard).containsExactly("before MemberPromote", "after MemberPromote");
    }

    @Test
    void silenceIsARefusal() {
        member.neverAnswer();
        MembershipClient hasty = member.client(Duration.ofMillis(200));
        assertThat(hasty.promote(member.address(), 4)).contains("no answer within 200 ms");
    }

    @Test
    void nobodyThereIsARefusal() {
        member.close();
        assertThat(client.remove(member.address(), 4)).isPresent();
    }

    @Test
    void listIsConfirmedByAQuorum() {
        MemberClient looking = new MemberClient(DEADLINE, member.port());
        assertThat(looking.membership(member.address()))
                .contains(new Membership(List.of(new LiveMember(4, "", List.of("http://demo-4:2380"), true)), true));
    }

    @Test
    void withoutAQuorumTheListIsWhatTheMemberRemembers() {
        member.loseQuorum();
        MemberClient looking = new MemberClient(DEADLINE, member.port());
        assertThat(looking.membership(member.address())).hasValueSatisfying(list -> {
            assertThat(list.confirmed()).isFalse();
            assertThat(list.members())
                    .singleElement()
                    .satisfies(m -> assertThat(m.started()).isFalse());
        });
    }
}
