package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Objects with versions: every change makes a new state, and old ones can be looked at, as a cache does. */
final class ModelKubernetes {
    /** No Pod of this version ever starts. */
    static final String BAD_VERSION = "0.1.9";

    private final List<State> history = new ArrayList<>();
    private Instant clock = Clusters.NOW;
    private int uids;
    private int release;

    /** All objects at one moment, by name. */
    record State(
            EtcdCluster cluster,
            Map<String, EtcdMember> members,
            Map<String, Claim> claims,
            Map<String, PodObject> pods,
            Map<String, EtcdRecovery> recoveries,
            Map<String, EtcdRestore> restores) {}

    /** A volume claim of the member with this UID, in GiB; some grow at once, some when the kubelet looks, some under a new Pod. */
    record Claim(String name, String memberUid, boolean terminating, long asks, long has, Optional<Instant> awaitsPod) {
        private Claim with(boolean isTerminating, long asksFor, long hasNow, Optional<Instant> awaits) {
            return new Claim(name, memberUid, isTerminating, asksFor, hasNow, awaits);
        }

        private Claim grown(Instant now, Optional<PodObject> pod) {
            int kind = name.hashCode() % 3;
            if (has >= asks || terminating) {
                return this;
            }
            if (kind == 0
                    || (kind == 1
                            && pod.filter(p -> p.toldBytes() == asks << 30).isPresent())
                    || awaitsPod
                            .flatMap(since -> pod.filter(p -> p.createdAt().isAfter(since)))
                            .isPresent()) {
                return with(false, asks, asks, Optional.empty());
            }
            return awaitsPod.isPresent() ? this : with(false, asks, has, Optional.of(now));
        }
    }

    /** What a Pod does that only fills a volume: it never starts a member. */
    enum Fill {
        NONE,
        UNDER_WAY,
        DONE,
        FAILED
    }

    /** A Pod; stuck ones never start, and on a dead node none ever ends. */
    record PodObject(
            EtcdMember member,
            String uid,
            boolean newCluster,
            Instant createdAt,
            Optional<Instant> deletedAt,
            boolean stuck,
            boolean hangs,
            int release,
            long toldBytes,
            Fill fill) {
        String name() {
            return Names.of(member);
        }

        boolean terminating() {
            return deletedAt.isPresent();
        }

        /** Whether it only fills a volume. */
        boolean fills() {
            return fill != Fill.NONE;
        }

        /** Where the member's peers reach it. */
        String url() {
            return member.getSpec().initialCluster().stream()
                    .filter(m -> m.name().equals(name()))
                    .findFirst()
                    .orElseThrow()
                    .peerUrl();
        }

        /** Whether it cannot start: on its own account, or with what it was made from. */
        boolean cannotStart() {
            return stuck || (!fills() && member.getSpec().image().endsWith(BAD_VERSION));
        }

        PodObject with(Optional<Instant> deleted, boolean isStuck, boolean doesHang) {
            return new PodObject(
                    member, uid, newCluster, createdAt, deleted, isStuck, doesHang, release, toldBytes, fill);
        }

        PodObject filled(Fill now) {
            return new PodObject(member, uid, newCluster, createdAt, deletedAt, stuck, hangs, release, toldBytes, now);
        }

        private PodObject told(long bytes) {
            return new PodObject(member, uid, newCluster, createdAt, deletedAt, stuck, hangs, release, bytes, fill);
        }
    }

    /** What the API server answers to a write that rests on an old look. */
    static final class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        // One of many thousands: where it came from is never asked.
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    ModelKubernetes(EtcdCluster cluster) {
        history.add(new State(
                cluster, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>()));
    }

    Instant clock() {
        return clock;
    }

    /** Of the operator: each makes other Pods of the same spec. */
    int release() {
        return release;
    }

    void newRelease() {
        release++;
    }

    void pass(Duration time) {
        clock = clock.plus(time);
    }

    State now() {
        return history.getLast();
    }

    int version() {
        return history.size() - 1;
    }

    State at(int version) {
        return history.get(version);
    }

    void change(Consumer<State> edit) {
        State now = now();
        State next = new State(
                now.cluster,
                new TreeMap<>(now.members),
                new TreeMap<>(now.claims),
                new TreeMap<>(now.pods),
                new TreeMap<>(now.recoveries),
                new TreeMap<>(now.restores));
        edit.accept(next);
        history.add(next);
    }

    void setSpec(EtcdClusterSpec spec) {
        EtcdCluster before = now().cluster;
        setCluster(cluster(before, spec, before.getStatus()));
    }

    void annotate(String annotation, String value) {
        EtcdCluster before = now().cluster;
        EtcdCluster after = cluster(before, before.getSpec(), before.getStatus());
        after.getMetadata().setAnnotations(value.isEmpty() ? Map.of() : Map.of(annotation, value));
        setCluster(after);
    }

    /** A number that no other object has. */
    int uid() {
        return ++uids;
    }

    /** A status write with the version that was looked at. */
    void setStatus(EtcdCluster seen, EtcdClusterStatus status) {
        if (!version(seen).equals(version(now().cluster))) {
            throw new ConflictException();
        }
        if (!status.equals(seen.getStatus())) {
            setCluster(cluster(seen, seen.getSpec(), status));
        }
    }

    private void setCluster(EtcdCluster cluster) {
        State now = now();
        history.add(new State(cluster, now.members, now.claims, now.pods, now.recoveries, now.restores));
    }

    static String version(HasMetadata object) {
        return String.valueOf(object.getMetadata().getResourceVersion());
    }

    /** The object's metadata with the next version. */
    ObjectMeta next(HasMetadata like) {
        return new ObjectMetaBuilder(like.getMetadata())
                .withResourceVersion(String.valueOf(history.size()))
                .build();
    }

    private EtcdCluster cluster(EtcdCluster like, EtcdClusterSpec spec, @Nullable EtcdClusterStatus status) {
        EtcdCluster cluster = new EtcdCluster();
        cluster.setMetadata(next(like));
        cluster.setSpec(spec);
        cluster.setStatus(status);
        return cluster;
    }

    /** Server-side apply of a member that is new, or the same. */
    void applyMember(EtcdMember desired) {
        EtcdMember before = now().members.get(Names.of(desired));
        if (before != null) {
            if (!before.getSpec().initialCluster().equals(desired.getSpec().initialCluster())) {
                throw new ConflictException();
            }
            return;
        }
        EtcdMember created = new EtcdMember();
        created.setMetadata(new ObjectMetaBuilder(next(desired))
                .withUid("%08d-0000".formatted(++uids))
                .build());
        created.setSpec(desired.getSpec());
        change(s -> s.members.put(Names.of(created), created));
    }

    /** A merge patch of the spec with the version that was looked at. */
    void patchMember(EtcdMember seen, UnaryOperator<EtcdMemberSpec> edit) {
        checkVersion(seen);
        put(seen, edit.apply(seen.getSpec()), seen.getStatus());
    }

    /** A status write with the version that was looked at; the note of the volume is not this writer's. */
    void setStatus(EtcdMember seen, EtcdMemberStatus status) {
        checkVersion(seen);
        EtcdMemberStatus before = seen.getStatus();
        EtcdMemberStatus merged = withVolume(status, before == null ? null : before.volumeClaim());
        if (!merged.equals(before)) {
            put(seen, seen.getSpec(), merged);
        }
    }

    private void checkVersion(EtcdMember seen) {
        EtcdMember present = now().members.get(Names.of(seen));
        if (present == null || !version(present).equals(version(seen))) {
            throw new ConflictException();
        }
    }

    void noteVolume(EtcdMember member) {
        EtcdMember present = now().members.get(Names.of(member));
        if (present == null) {
            throw new ConflictException();
        }
        EtcdMemberStatus before = present.getStatus();
        EtcdMemberStatus empty = new EtcdMemberStatus(null, null, null, null, null, null, null, null, null);
        put(present, present.getSpec(), withVolume(before == null ? empty : before, Names.claim(member)));
    }

    private void put(EtcdMember like, EtcdMemberSpec spec, @Nullable EtcdMemberStatus status) {
        EtcdMember member = new EtcdMember();
        member.setMetadata(next(like));
        member.setSpec(spec);
        member.setStatus(status);
        change(s -> s.members.put(Names.of(member), member));
    }

    private static EtcdMemberStatus withVolume(EtcdMemberStatus s, @Nullable String claim) {
        return new EtcdMemberStatus(
                s.observedGeneration(),
                s.phase(),
                s.role(),
                s.memberId(),
                claim,
                s.version(),
                s.node(),
                s.restarts(),
                s.message());
    }

    void applyClaim(EtcdMember member) {
        String name = Names.claim(member);
        long asks = member.getSpec().storage().bytes() >> 30;
        Claim claim = now().claims.get(name);
        if (claim == null) {
            change(s -> s.claims.put(name, new Claim(name, Names.uid(member), false, asks, asks, Optional.empty())));
        } else if (asks > claim.asks) {
            change(s -> s.claims.put(name, claim.with(claim.terminating, asks, claim.has, claim.awaitsPod)));
        }
    }

    void applyPod(EtcdMember member, boolean newCluster, boolean stuck) {
        applyPod(member, newCluster, stuck, Fill.NONE);
    }

    void applyPod(EtcdMember member, boolean newCluster, boolean stuck, Fill fill) {
        if (!now().pods.containsKey(Names.of(member))) {
            PodObject pod = new PodObject(
                    member, "pod-" + ++uids, newCluster, clock, Optional.empty(), stuck, false, release, 0, fill);
            change(s -> s.pods.put(pod.name(), pod));
        }
    }

    void nudgePod(String name, long bytes) {
        change(s -> s.pods.computeIfPresent(name, (_, p) -> p.told(bytes)));
    }

    void deletePod(String name, String uid) {
        PodObject pod = now().pods.get(name);
        if (pod != null && pod.uid.equals(uid) && !pod.terminating()) {
            change(s -> s.pods.put(name, pod.with(Optional.of(clock), pod.stuck, pod.hangs)));
        }
    }

    void deleteClaim(String name) {
        Claim claim = now().claims.get(name);
        if (claim != null) {
            change(s -> s.claims.put(name, claim.with(true, claim.asks, claim.has, claim.awaitsPod)));
        }
    }

    void deleteMember(String name, String uid) {
        EtcdMember member = now().members.get(name);
        if (member != null && Names.uid(member).equals(uid)) {
            change(s -> s.members.remove(name));
        }
    }

    /** What Kubernetes does by itself: Pods end, claims without a Pod go, Pods without an owner are collected. */
    void settle() {
        if (now().claims.values().stream().anyMatch(c -> c.asks > c.has)) {
            change(s -> s.claims.replaceAll((_, c) -> c.grown(
                    clock,
                    s.pods.values().stream()
                            .filter(p -> Names.claim(p.member).equals(c.name))
                            .findFirst())));
        }
        State now = now();
        if (now.pods.values().stream().anyMatch(p -> ends(now, p))
                || now.claims.values().stream().anyMatch(Claim::terminating)) {
            change(s -> {
                s.pods.values().removeIf(p -> ends(s, p));
                s.claims
                        .values()
                        .removeIf(c -> c.terminating
                                && s.pods.values().stream()
                                        .noneMatch(p -> Names.claim(p.member).equals(c.name)));
            });
        }
    }

    private static boolean ends(State state, PodObject pod) {
        return !pod.hangs && (pod.terminating() || ownerless(state, pod));
    }

    private static boolean ownerless(State state, PodObject pod) {
        EtcdMember owner = state.members.get(pod.name());
        return owner == null || !Names.uid(owner).equals(Names.uid(pod.member));
    }
}
