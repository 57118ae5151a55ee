package dev.etcetera.server.cluster;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Payload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who is in the cluster at one index of the log. Immutable.
 *
 * @param members by id, ids in unsigned order as etcd lists them
 * @param removedIds ids that must never come back
 * @param clusterVersion what the members have agreed on, for instance {@code 3.7.0}; empty until they have
 */
public record Membership(
        long clusterId, SortedMap<Long, Member> members, Set<Long> removedIds, Optional<String> clusterVersion) {
    public Membership {
        SortedMap<Long, Member> sorted = new TreeMap<>(Long::compareUnsigned);
        sorted.putAll(members);
        members = Collections.unmodifiableSortedMap(sorted);
        removedIds = Set.copyOf(removedIds);
    }

    /** The members of a new cluster, with the ids that follow from its configuration. */
    public static Membership initial(SortedMap<String, List<URI>> initialCluster, String clusterToken) {
        SortedMap<Long, Member> members = new TreeMap<>(Long::compareUnsigned);
        initialCluster.forEach((name, uris) -> {
            List<String> urls = uris.stream().map(URI::toString).sorted().toList();
            long id = MemberIds.memberId(urls, clusterToken);
            Member former = members.put(id, new Member(id, name, urls, List.of(), false));
            if (former != null) {
                throw new IllegalArgumentException("member exists with identical ID " + former);
            }
        });
        return new Membership(MemberIds.clusterId(members.keySet()), members, Set.of(), Optional.empty());
    }

    /** The first entries of a new cluster's log: one added voter per member, in the order of their ids. */
    public List<ConfChange> bootstrapChanges() {
        return members.values().stream()
                .map(member -> new ConfChange(
                        List.of(new ConfChangeStep(ConfChangeStep.Kind.ADD_NODE, member.id())),
                        ConfChange.Transition.AUTO,
                        Payload.wrap(MemberJson.encode(member).getBytes(StandardCharsets.UTF_8))))
                .toList();
    }

    /** Raft's configuration of these members. */
    public ConfState confState() {
        Map<Boolean, List<Long>> byVote = members.values().stream()
                .collect(Collectors.partitioningBy(
                        Member::learner, Collectors.mapping(Member::id, Collectors.toList())));
        return new ConfState(
                byVote.getOrDefault(false, List.of()),
                byVote.getOrDefault(true, List.of()),
                List.of(),
                List.of(),
                false);
    }

    /** The member of that id. */
    public Optional<Member> member(long id) {
        return Optional.ofNullable(members.get(id));
    }

    /** The member of that name. */
    public Optional<Member> memberNamed(String name) {
        return members.values().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Whether the id belonged to a member that was removed. */
    public boolean isRemoved(long id) {
        return removedIds.contains(id);
    }

    /** What a committed change of one step means here. */
    public MembershipDecision decide(ConfChange change, int maxLearners) {
        ConfChangeStep step = change.steps().getFirst();
        long id = step.nodeId();
        if (isRemoved(id)) {
            return new MembershipDecision.Rejected(EtcdError.MEMBER_NOT_FOUND);
        }
        return switch (step.kind()) {
            case ADD_NODE, ADD_LEARNER -> {
                MemberContext context =
                        MemberJson.decodeContext(change.context().array());
                yield context.promote() ? promote(id) : add(context.member(), step.kind(), maxLearners);
            }
            case REMOVE_NODE ->
                member(id)
                        .<MembershipDecision>map(MembershipDecision.Removed::new)
                        .orElseGet(Membership::notFound);
            case UPDATE_NODE ->
                member(id)
                        .map(member -> update(
                                member,
                                MemberJson.decode(change.context().array()).peerUrls()))
                        .orElseGet(Membership::notFound);
        };
    }

    private MembershipDecision promote(long id) {
        Optional<Member> member = member(id);
        if (member.isEmpty()) {
            return notFound();
        }
        return member.get().learner()
                ? new MembershipDecision.Promoted(member.get().promoted())
                : new MembershipDecision.Rejected(EtcdError.MEMBER_NOT_LEARNER);
    }

    private MembershipDecision add(Member added, ConfChangeStep.Kind kind, int maxLearners) {
        if (members.containsKey(added.id())) {
            return new MembershipDecision.Rejected(EtcdError.MEMBER_EXIST);
        }
        if (isTaken(added.peerUrls(), added.id())) {
            return new MembershipDecision.Rejected(EtcdError.PEER_URL_EXIST);
        }
        long learners = members.values().stream().filter(Member::learner).count();
        if (added.learner() && kind == ConfChangeStep.Kind.ADD_LEARNER && learners + 1 > maxLearners) {
            return new MembershipDecision.Rejected(EtcdError.TOO_MANY_LEARNERS);
        }
        return new MembershipDecision.Added(added);
    }

    private MembershipDecision update(Member member, List<String> peerUrls) {
        return isTaken(peerUrls, member.id())
                ? new MembershipDecision.Rejected(EtcdError.PEER_URL_EXIST)
                : new MembershipDecision.Updated(member.withPeerUrls(peerUrls));
    }

    private boolean isTaken(List<String> peerUrls, long exceptId) {
        return members.values().stream()
                .filter(member -> member.id() != exceptId)
                .anyMatch(member -> member.peerUrls().stream().anyMatch(peerUrls::contains));
    }

    private static MembershipDecision notFound() {
        return new MembershipDecision.Rejected(EtcdError.MEMBER_NOT_FOUND);
    }

    /** This membership after what {@link #decide} found. */
    public Membership after(MembershipDecision decision) {
        return switch (decision) {
            case MembershipDecision.Added(Member member) -> with(member);
            case MembershipDecision.Promoted(Member member) -> with(member);
            case MembershipDecision.Updated(Member member) -> with(member);
            case MembershipDecision.Removed(Member member) -> without(member.id());
            case MembershipDecision.Rejected _ -> this;
        };
    }

    /** This membership with one member new or changed. */
    Membership with(Member member) {
        SortedMap<Long, Member> changed = new TreeMap<>(members);
        changed.put(member.id(), member);
        return new Membership(clusterId, changed, removedIds, clusterVersion);
    }

    /** This membership without one member, for good. */
    Membership without(long id) {
        SortedMap<Long, Member> changed = new TreeMap<>(members);
        changed.remove(id);
        Set<Long> removed = removedIds.stream().collect(Collectors.toSet());
        removed.add(id);
        return new Membership(clusterId, changed, removed, clusterVersion);
    }

    /** This membership at an agreed version. */
    Membership withVersion(String version) {
        return new Membership(clusterId, members, removedIds, Optional.of(version));
    }
}
