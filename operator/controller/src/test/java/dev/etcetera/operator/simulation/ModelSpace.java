package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.member.StoreSize;
import dev.etcetera.operator.plan.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the members of a model cluster have stored, in MiB: live keys, history, and files that never shrink by themselves. */
final class ModelSpace {
    private static final long QUOTA = 100;
    private static final long ROOM = 90;
    private static final long FEW = 20;

    private final Set<Long> alarms = new TreeSet<>();
    private final Map<Long, Long> inUse = new TreeMap<>();
    private final Map<Long, Long> files = new TreeMap<>();
    /** Who gave back space since the history was forgotten last. */
    private final Set<Long> reclaimed = new HashSet<>();

    private long compacted;
    private long live = FEW;
    private long history;

    /** Keys are written, or written again, until the quota is reached; one member notices first. */
    void fill(boolean again, long noticedBy) {
        if (again) {
            history = QUOTA - live;
        } else {
            live = QUOTA - history;
        }
        alarms.add(noticedBy);
    }

    void deleteKeys() {
        history += live - FEW;
        live = FEW;
    }

    /** Forgotten history goes bit by bit, and so do files that are given back. */
    void tick(Set<Long> alive) {
        for (long id : alive) {
            long wanted = live + history;
            long had = inUse.getOrDefault(id, 0L);
            long now = wanted > had ? wanted : (had + wanted) / 2;
            inUse.put(id, now);
            long size = Math.max(now, files.getOrDefault(id, 0L));
            files.put(id, reclaimed.contains(id) ? Math.max(now, size - 30) : size);
        }
    }

    StoreSize of(long id, long revision) {
        return new StoreSize(revision, files.getOrDefault(id, 0L) << 20, inUse.getOrDefault(id, 0L) << 20, QUOTA << 20);
    }

    List<String> errors() {
        return alarms.stream().map(id -> "memberID:" + id + " alarm:NOSPACE ").toList();
    }

    Optional<String> ask(Step.Space step) {
        switch (step) {
            case Step.CompactStore compact -> {
                if (compact.revision() <= compacted) {
                    return Optional.empty();
                }
                compacted = compact.revision();
                history = 0;
                reclaimed.clear();
            }
            case Step.ReclaimSpace reclaim -> reclaimed.add(reclaim.memberId());
            case Step.DisarmNoSpace disarm -> disarm.memberIds().forEach(alarms::remove);
        }
        return Optional.empty();
    }

    void check(Step.Space step, ModelEtcd etcd) {
        switch (step) {
            case Step.CompactStore _ ->
                assertThat(alarms).as("%s: it must be", step).isNotEmpty();
            case Step.ReclaimSpace reclaim -> {
                assertThat(etcd.voters())
                        .as("%s: the others are well", reclaim)
                        .allMatch(v -> v.memberId() == reclaim.memberId() || etcd.well(v.memberId()));
                assertThat(reclaim.memberId() == etcd.leader() ? crowdedWithout(reclaim.memberId(), etcd) : Set.of())
                        .as("%s: the leader last", reclaim)
                        .isEmpty();
            }
            case Step.DisarmNoSpace disarm ->
                assertThat(etcd.alive())
                        .as("%s: there is room", disarm)
                        .allMatch(id -> files.getOrDefault(id, 0L) < ROOM);
        }
    }

    private Set<Long> crowdedWithout(long leader, ModelEtcd etcd) {
        Set<Long> crowded = new TreeSet<>(etcd.alive());
        crowded.removeIf(id -> id == leader || reclaimed.contains(id) || files.getOrDefault(id, 0L) < ROOM);
        return crowded;
    }
}
