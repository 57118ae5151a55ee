package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.resources.Names;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which voters answer, which may come back by themselves, and which never will: by the list that some member remembers, or,
 * when none answers, by the EtcdMembers there are.
 */
public record Census(List<Voter> voters) {
    public Census {
        voters = List.copyOf(voters);
    }

    /** How a voter is. */
    public enum State {
        ANSWERS("Answers"),
        /** It may come back by itself: its node may, or its process. */
        SILENT("Silent"),
        /** Its data is gone for good, so that it never has a vote again. */
        LOST("Lost");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * A voter.
     *
     * @param why why it does not answer, a clause that begins with a verb; empty when it does
     */
    public record Voter(String name, State state, String why, Optional<ObservedMember> member) {}

    public static Census of(ObservedCluster observed) {
        Optional<Membership> list = observed.membership();
        return new Census(
                list.isPresent()
                        ? list.get().members().stream()
                                .filter(m -> !m.learner())
                                .map(m -> listed(m, observed))
                                .toList()
                        : observed.members().stream()
                                .filter(m -> !m.joins() || m.everAnswered())
                                .map(Census::voter)
                                .toList());
    }

    private static Voter listed(LiveMember listed, ObservedCluster observed) {
        return observed.members().stream()
                .filter(m -> listed.peerUrls().contains(m.peerUrl()))
                .findFirst()
                .map(Census::voter)
                .orElseGet(() -> new Voter(name(listed, observed), State.LOST, "has no EtcdMember", Optional.empty()));
    }

    private static String name(LiveMember listed, ObservedCluster observed) {
        return listed.peerUrls().stream()
                .flatMapToInt(url -> Names.serial(observed.resource(), url).stream())
                .mapToObj(serial -> Names.member(observed.resource(), serial))
                .findFirst()
                .orElseGet(listed::name);
    }

    private static Voter voter(ObservedMember member) {
        Optional<String> lost =
                member.givenUp() ? Optional.of("was given up by a recovery") : Casualty.lostForGood(member);
        if (lost.isPresent()) {
            return new Voter(member.name(), State.LOST, lost.get(), Optional.of(member));
        }
        return switch (member.health()) {
            case MemberHealth.Answering _ -> new Voter(member.name(), State.ANSWERS, "", Optional.of(member));
            case MemberHealth.Silent silent ->
                new Voter(member.name(), State.SILENT, silent.why(), Optional.of(member));
        };
    }

    public int quorum() {
        return voters.size() / 2 + 1;
    }

    /** Whether so many are lost that those that are left can never be a quorum. */
    public boolean lostForGood() {
        return voters.size() - in(State.LOST).size() < quorum();
    }

    public List<Voter> in(State state) {
        return voters.stream().filter(v -> v.state() == state).toList();
    }

    /** These voters and what is the matter with them. */
    public String describe(State state) {
        return in(state).stream()
                .map(v -> v.name() + (v.why().isEmpty() ? "" : " " + v.why()))
                .collect(Collectors.joining(", "));
    }
}
