package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import io.netty.buffer.ByteBufUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What committed membership changes mean, and the bytes they come in. */
final class MembershipTest {
    private static final Membership TWO = Membership.initial(
            new TreeMap<>(Map.of(
                    "a",
                    List.of(URI.create("http://127.0.0.1:1380")),
                    "b",
                    List.of(URI.create("http://127.0.0.1:2380")))),
            "tok");
    private static final Member NEW = new Member(99, "", List.of("http://127.0.0.1:3380"), List.of(), true);

    @Test
    void bootstrapAddsEveryMemberInTheOrderOfIds() {
        assertThat(TWO.bootstrapChanges()).hasSize(2).allSatisfy(change -> {
            Member member = TWO.member(change.steps().getFirst().nodeId()).orElseThrow();
            assertThat(new String(change.context().array(), StandardCharsets.UTF_8))
                    .isEqualTo(MemberJson.encode(member));
            Membership empty = new Membership(1, new TreeMap<>(), java.util.Set.of(), java.util.Optional.empty());
            assertThat(empty.decide(change, 1)).isEqualTo(new MembershipDecision.Added(member));
        });
    }

    @Test
    void learnerIsAddedThenPromotedOnce() {
        assertThat(TWO.decide(add(NEW, ConfChangeStep.Kind.ADD_LEARNER, false), 1))
                .isEqualTo(new MembershipDecision.Added(NEW));
        Membership three = TWO.with(NEW);
        ConfChange promote = add(NEW, ConfChangeStep.Kind.ADD_NODE, true);
        assertThat(three.decide(promote, 1)).isEqualTo(new MembershipDecision.Promoted(NEW.promoted()));
        assertThat(three.with(NEW.promoted()).decide(promote, 1)).isEqualTo(rejected(EtcdError.MEMBER_NOT_LEARNER));
        assertThat(TWO.decide(promote, 1)).isEqualTo(rejected(EtcdError.MEMBER_NOT_FOUND));
    }

    @Test
    void refusesASecondLearnerATakenIdAndATakenAddress() {
        Membership three = TWO.with(NEW);
        Member other = new Member(100, "", List.of("http://127.0.0.1:4380"), List.of(), true);
        Member sameAddress = new Member(100, "", NEW.peerUrls(), List.of(), false);
        assertThat(three.decide(add(other, ConfChangeStep.Kind.ADD_LEARNER, false), 1))
                .isEqualTo(rejected(EtcdError.TOO_MANY_LEARNERS));
        assertThat(three.decide(add(NEW, ConfChangeStep.Kind.ADD_NODE, false), 1))
                .isEqualTo(rejected(EtcdError.MEMBER_EXIST));
        assertThat(three.decide(add(sameAddress, ConfChangeStep.Kind.ADD_NODE, false), 1))
                .isEqualTo(rejected(EtcdError.PEER_URL_EXIST));
    }

    @Test
    void removedMemberNeverComesBack() {
        Membership three = TWO.with(NEW);
        ConfChange remove = ConfChange.of(ConfChangeStep.Kind.REMOVE_NODE, NEW.id());
        assertThat(three.decide(remove, 1)).isEqualTo(new MembershipDecision.Removed(NEW));
        Membership without = three.without(NEW.id());
        assertThat(without.isRemoved(NEW.id())).isTrue();
        assertThat(without.decide(add(NEW, ConfChangeStep.Kind.ADD_NODE, false), 1))
                .isEqualTo(rejected(EtcdError.MEMBER_NOT_FOUND));
        assertThat(without.decide(remove, 1)).isEqualTo(rejected(EtcdError.MEMBER_NOT_FOUND));
    }

    @Test
    void updateChangesAddressesOnly() {
        Membership three = TWO.with(NEW.withAttributes("c", List.of("http://c:2379")));
        Member moved = new Member(99, "", List.of("http://127.0.0.1:5380"), List.of(), false);
        MembershipDecision decision = three.decide(
                new ConfChange(
                        List.of(new ConfChangeStep(ConfChangeStep.Kind.UPDATE_NODE, 99)),
                        ConfChange.Transition.AUTO,
                        json(MemberJson.encode(moved))),
                1);
        assertThat(decision)
                .isEqualTo(new MembershipDecision.Updated(
                        new Member(99, "c", List.of("http://127.0.0.1:5380"), List.of("http://c:2379"), true)));
    }

    @Test
    void bytesAreThoseOfGo() {
        long from = 0x8e9e05c52164694dL;
        ConfChange one = new ConfChange(
                List.of(new ConfChangeStep(ConfChangeStep.Kind.ADD_LEARNER, from)),
                ConfChange.Transition.AUTO,
                json("{}"));
        byte[] bytes = ConfChangeCodec.encode(300, one);
        assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("08ac02100318cdd2918bd2b881cf8e0122027b7d");
        assertThat(ConfChangeCodec.decode(EntryType.CONF_CHANGE, Payload.wrap(bytes)))
                .isEqualTo(new DecodedConfChange(300, one));
        ConfChange two = new ConfChange(
                List.of(
                        new ConfChangeStep(ConfChangeStep.Kind.ADD_NODE, from),
                        new ConfChangeStep(ConfChangeStep.Kind.REMOVE_NODE, 0x91bc3c398fb3c146L)),
                ConfChange.Transition.EXPLICIT,
                json("x"));
        byte[] v2 = ConfChangeCodec.encodeV2(two);
        assertThat(ByteBufUtil.hexDump(v2))
                .isEqualTo("0802120d080010cdd2918bd2b881cf8e01120d080110c682cffd98878fde91011a0178");
        assertThat(ConfChangeCodec.decode(EntryType.CONF_CHANGE_V2, Payload.wrap(v2)))
                .isEqualTo(new DecodedConfChange(0, two));
    }

    private static ConfChange add(Member member, ConfChangeStep.Kind kind, boolean promote) {
        return new ConfChange(
                List.of(new ConfChangeStep(kind, member.id())),
                ConfChange.Transition.AUTO,
                json(MemberJson.encode(new MemberContext(member, promote))));
    }

    private static MembershipDecision rejected(EtcdError error) {
        return new MembershipDecision.Rejected(error);
    }

    private static Payload json(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
