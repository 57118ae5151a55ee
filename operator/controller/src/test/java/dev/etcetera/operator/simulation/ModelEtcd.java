package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.Claim;
import dev.etcetera.operator.simulation.ModelKubernetes.PodObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster as its clients see it: members with data on volumes, a list, a leader, a log that grows. */
final class ModelEtcd {
    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final List<LiveMember> list = new ArrayList<>();
    /** Which member's data a claim holds. */
    private final Map<String, Long> dataByClaim = new HashMap<>();

    private final Map<Long, Long> applied = new HashMap<>();
    /** Pods whose process runs, by UID. */
    private final Set<String> running = new HashSet<>();

    private final Set<Long> paused = new HashSet<>();
    /** Claims on which nothing can start. */
    private final Set<String> damaged = new HashSet<>();

    private final Set<Long> corrupt = new TreeSet<>();
    private final ModelSpace space = new ModelSpace();
    private final ModelVersions versions = new ModelVersions();
    private final ModelRestore restores;
    private long ids;
    private int epoch;
    private long leader;
    private long index = 1_000;

    ModelEtcd(RandomGenerator random, ModelKubernetes kubernetes) {
        this.random = random;
        this.kubernetes = kubernetes;
        this.restores = new ModelRestore(random, kubernetes);
    }

    ModelRestore restores() {
        return restores;
    }

    List<LiveMember> list() {
        return List.copyOf(list);
    }

    /** What the images are, and what the cluster makes of it. */
    ModelVersions versions() {
        return versions;
    }

    long leader() {
        return leader;
    }

    Optional<LiveMember> at(String peerUrl) {
        return list.stream().filter(m -> m.peerUrls().contains(peerUrl)).findFirst();
    }

    List<LiveMember> voters() {
        return list.stream().filter(m -> !m.learner()).toList();
    }

    Set<Long> alive() {
        return kubernetes.now().pods().values().stream()
                .map(this::identity)
                .flatMap(Optional::stream)
                .filter(id -> !paused.contains(id))
                .collect(Collectors.toSet());
    }

    void damage(String claim) {
        damaged.add(claim);
        kubernetes.now().pods().values().stream()
                .filter(p -> Names.claim(p.member()).equals(claim))
                .forEach(p -> running.remove(p.uid()));
        elect();
    }

    boolean damaged(String claim) {
        return damaged.contains(claim) && kubernetes.now().claims().containsKey(claim);
    }

    ModelSpace space() {
        return space;
    }

    void raiseCorrupt(long id) {
        corrupt.add(id);
    }

    Optional<String> disarm(long id) {
        corrupt.remove(id);
        return Optional.empty();
    }

    /** Somebody else does it. */
    void removeByHand(long id) {
        list.removeIf(m -> m.memberId() == id);
        elect();
    }

    /** Voters that have all they need to come back by themselves, without this one. */
    long intactWithout(long id) {
        return ableWithout(id, corrupt);
    }

    /** The same, be their data what it may: they have a vote. */
    long ableWithout(long id) {
        return ableWithout(id, Set.of());
    }

    /** Voters that have other data than the others. */
    long corruptVoters() {
        return voters().stream().filter(m -> corrupt.contains(m.memberId())).count();
    }

    private long ableWithout(long id, Set<Long> without) {
        return voters().stream()
                .filter(m -> m.memberId() != id && !without.contains(m.memberId()))
                .filter(m -> kubernetes.now().members().values().stream()
                        .filter(r -> Names.of(r).equals(m.name()))
                        .map(Names::claim)
                        .anyMatch(c -> intact(c, m.memberId())))
                .count();
    }

    /** Whether this voter has all it needs to come back by itself. */
    boolean intact(long id) {
        return intactWithout(id) < intactWithout(0);
    }

    private boolean intact(String claim, long id) {
        Claim object = kubernetes.now().claims().get(claim);
        Long has = dataByClaim.get(claim);
        return object != null && !object.terminating() && !damaged.contains(claim) && has != null && has == id;
    }

    boolean well(long id) {
        return alive().contains(id) && !corrupt.contains(id);
    }

    /** How far a member is behind. */
    long lag(long id) {
        return index - applied.getOrDefault(id, 0L);
    }

    /** Alive voters without this one. */
    long aliveVotersWithout(long id) {
        Set<Long> alive = alive();
        return voters().stream()
                .filter(m -> m.memberId() != id && alive.contains(m.memberId()))
                .count();
    }

    boolean hasQuorum() {
        return aliveVotersWithout(0) >= quorum(voters().size());
    }

    static int quorum(int voters) {
        return voters / 2 + 1;
    }

    boolean inSync(long learner) {
        return applied.getOrDefault(learner, 0L) >= index / 10 * 9;
    }

    void pause(long id) {
        paused.add(id);
        elect();
    }

    void resumeAll() {
        paused.clear();
        elect();
    }

    private Optional<Long> identity(PodObject pod) {
        return running.contains(pod.uid()) && !pod.terminating() && !pod.hangs()
                ? Optional.ofNullable(dataByClaim.get(Names.claim(pod.member())))
                        .filter(id -> list.stream().anyMatch(m -> m.memberId() == id))
                : Optional.empty();
    }

    MemberHealth health(PodObject pod) {
        Optional<Long> id = identity(pod).filter(i -> !paused.contains(i));
        return id.<MemberHealth>map(i -> new MemberHealth.Answering(
                        Clusters.CLUSTER_ID,
                        i,
                        hasQuorum() ? leader : 0,
                        applied.getOrDefault(i, 0L),
                        ModelVersions.server(pod),
                        list.stream().anyMatch(m -> m.memberId() == i && m.learner()),
                        Stream.concat(
                                        corrupt.stream().map(c -> "memberID:" + c + " alarm:CORRUPT"),
                                        space.errors().stream())
                                .toList(),
                        1,
                        applied.getOrDefault(i, 0L),
                        space.of(i, index),
                        versions.database()))
                .orElseGet(() -> new MemberHealth.Silent("does not accept connections"));
    }

    Optional<Membership> membership(boolean someAnswer) {
        return someAnswer ? Optional.of(new Membership(list, hasQuorum())) : Optional.empty();
    }

    /** Time passes: processes start, the log grows, members follow it, a leader is elected if one is missing. */
    void tick() {
        restores.comeBack(list);
        for (PodObject pod : kubernetes.now().pods().values()) {
            if (!pod.cannotStart() && !pod.terminating() && random.nextInt(3) > 0) {
                start(pod);
            }
        }
        elect();
        if (leader == 0) {
            return;
        }
        index += random.nextInt(300);
        space.tick(alive());
        versions.tick(images());
        for (long id : alive()) {
            boolean slow = list.stream().anyMatch(m -> m.memberId() == id && m.learner())
                    || (id != leader && random.nextInt(8) == 0);
            applied.merge(id, slow ? index / 4 : index, (old, step) -> slow ? Math.min(index, old + step / 8) : index);
        }
    }

    /** Of all that are listed, if all answer. */
    private Optional<Collection<String>> images() {
        List<String> images = kubernetes.now().pods().values().stream()
                .filter(p -> identity(p).filter(id -> !paused.contains(id)).isPresent())
                .map(p -> p.member().getSpec().image())
                .toList();
        return images.size() == list.size() ? Optional.of(images) : Optional.empty();
    }

    private void start(PodObject pod) {
        String claim = Names.claim(pod.member());
        if (restores.fills(pod)
                || !kubernetes.now().claims().containsKey(claim)
                || damaged.contains(claim)
                || !versions.starts(pod.member().getSpec().image())) {
            return;
        }
        if (!dataByClaim.containsKey(claim) && !(pod.newCluster() ? bootstrap(pod, claim) : join(pod, claim))) {
            return;
        }
        if (RecoveryCheck.forced(pod.member())) {
            force(pod, Objects.requireNonNull(dataByClaim.get(claim)));
        }
        running.add(pod.uid());
    }

    /** As etcd with --force-new-cluster: whoever else was a member is none any more, and what this one has is what there is. */
    private void force(PodObject pod, long id) {
        assertThat(kubernetes.now().pods().keySet())
                .as("%s is made a cluster of one: no other may run", pod.name())
                .containsExactly(pod.name());
        list.clear();
        list.add(new LiveMember(id, pod.name(), List.of(pod.url()), false));
        index = applied.getOrDefault(id, 0L);
        epoch++;
    }

    /** How often a cluster was made anew out of an old one: what was asked of the old one never reaches the new. */
    int epoch() {
        return epoch + restores.epochs();
    }

    private boolean bootstrap(PodObject pod, String claim) {
        if (restores.begins(pod, list, ids + 1)) {
            applied.put(++ids, index);
            corrupt.clear();
        }
        if (list.isEmpty()) {
            for (InitialMember member : pod.member().getSpec().initialCluster()) {
                list.add(new LiveMember(++ids, member.name(), List.of(member.peerUrl()), false));
            }
        }
        at(pod.url()).ifPresent(m -> dataByClaim.put(claim, m.memberId()));
        return dataByClaim.containsKey(claim);
    }

    /** As etcd: the list that it was told must be the one that there is. */
    private boolean join(PodObject pod, String claim) {
        Set<String> told = pod.member().getSpec().initialCluster().stream()
                .map(InitialMember::peerUrl)
                .collect(Collectors.toSet());
        Set<String> there = list.stream().flatMap(m -> m.peerUrls().stream()).collect(Collectors.toSet());
        Optional<LiveMember> self = at(pod.url());
        if (!hasQuorum() || self.isEmpty() || !told.equals(there)) {
            return false;
        }
        long id = self.get().memberId();
        list.replaceAll(m -> m.memberId() == id ? new LiveMember(id, pod.name(), m.peerUrls(), m.learner()) : m);
        dataByClaim.put(claim, id);
        return true;
    }

    private void elect() {
        Set<Long> alive = alive();
        if (!hasQuorum()) {
            leader = 0;
            return;
        }
        List<LiveMember> able =
                voters().stream().filter(m -> alive.contains(m.memberId())).toList();
        if (able.stream().noneMatch(m -> m.memberId() == leader)) {
            leader = able.get(random.nextInt(able.size())).memberId();
        }
    }

    /** What is asked of the cluster; empty when it was done, else its refusal. */
    Optional<String> ask(Step.Membership step) {
        return switch (step) {
            case Step.AddLearner add -> addLearner(add.peerUrl());
            case Step.PromoteLearner promote -> promote(promote.memberId());
            case Step.MoveLeader move -> moveLeader(move.targetId());
            case Step.DisarmCorrupt disarm -> disarm(disarm.memberId());
            case Step.Space room -> leader == 0 ? Optional.of("etcdserver: no leader") : space.ask(room);
            case Step.EnableDowngrade enable ->
                hasQuorum() ? versions.enable(enable.etcdVersion()) : Optional.of("etcdserver: request timed out");
            case Step.CancelDowngrade _ ->
                hasQuorum() ? versions.cancel() : Optional.of("etcdserver: request timed out");
            case Step.RemoveMember remove -> remove(remove.memberId());
        };
    }

    /** Empty when it was done, else etcd's refusal. */
    Optional<String> addLearner(String peerUrl) {
        if (!hasQuorum() || random.nextInt(6) == 0) {
            return Optional.of("etcdserver: unhealthy cluster");
        }
        if (at(peerUrl).isPresent()) {
            return Optional.of("etcdserver: Peer URLs already exists");
        }
        if (list.stream().anyMatch(LiveMember::learner)) {
            return Optional.of("etcdserver: too many learner members in cluster");
        }
        list.add(new LiveMember(++ids, "", List.of(peerUrl), true));
        return Optional.empty();
    }

    Optional<String> promote(long id) {
        if (!hasQuorum() || !inSync(id)) {
            return Optional.of("etcdserver: can only promote a learner member which is in sync with leader");
        }
        list.replaceAll(m -> m.memberId() == id ? new LiveMember(id, m.name(), m.peerUrls(), false) : m);
        return Optional.empty();
    }

    Optional<String> remove(long id) {
        Optional<LiveMember> member =
                list.stream().filter(m -> m.memberId() == id).findFirst();
        if (member.isEmpty()) {
            return Optional.empty();
        }
        boolean voter = !member.get().learner();
        if (!hasQuorum() || (voter && aliveVotersWithout(id) < quorum(voters().size() - 1)) || random.nextInt(6) == 0) {
            return Optional.of("etcdserver: re-configuration failed due to not enough started members");
        }
        list.remove(member.get());
        elect();
        return Optional.empty();
    }

    Optional<String> moveLeader(long target) {
        if (leader == 0 || !alive().contains(target) || random.nextInt(6) == 0) {
            return Optional.of("etcdserver: request timed out, leader transfer took too long");
        }
        leader = target;
        return Optional.empty();
    }
}
