package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.PodObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What happens to a cluster. What destroys a member for good happens while the others could do without it; beyond
 * that most go at once, and a user asks for a recovery.
 */
final class Faults {
    static final List<Integer> SIZES = List.of(1, 3, 5, 7);
    private static final List<String> VERSIONS = List.of("0.1.0", "0.1.1", "0.1.2", ModelKubernetes.BAD_VERSION);

    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final ModelEtcd etcd;
    private final SimulatedOperator operator;
    private final QuorumFaults quorum;
    private final RestoreFaults restores;
    private int gibibytes = 1;

    Faults(RandomGenerator random, ModelKubernetes kubernetes, ModelEtcd etcd, SimulatedOperator operator) {
        this.random = random;
        this.kubernetes = kubernetes;
        this.etcd = etcd;
        this.operator = operator;
        quorum = new QuorumFaults(random, kubernetes, etcd, operator);
        restores = new RestoreFaults(random, kubernetes, operator);
    }

    /** What a user does who looks after the cluster. */
    void user() {
        quorum.askIfDue();
    }

    void next() {
        switch (random.nextInt(45)) {
            case 0, 1 -> want(SIZES.get(random.nextInt(SIZES.size())), version());
            case 2, 3 -> want(size(), VERSIONS.get(random.nextInt(VERSIONS.size())));
            case 4 -> losePod();
            case 5 -> any(etcd.list()).ifPresent(m -> etcd.pause(m.memberId()));
            case 6, 7 -> etcd.resumeAll();
            case 8 -> unstick();
            case 9 -> operator.late();
            case 10 -> loseLearnersVolume();
            case 11, 12 -> destroy("lost the volume of", m -> kubernetes.deleteClaim(Names.claim(m)));
            case 13 -> destroy("lost Pod and volume of", this::losePodAndVolume);
            case 14 -> destroy("damaged the files of", m -> etcd.damage(Names.claim(m)));
            case 15 -> corrupt();
            case 16 -> destroy("removed the resource of", m -> kubernetes.deleteMember(Names.of(m), Names.uid(m)));
            case 17 -> removeByHand();
            case 18 -> destroy("lost the node of", this::loseNode);
            case 19 -> nodesReturn();
            case 20 -> askToReplace();
            case 21 -> pause(random.nextBoolean());
            case 22 -> pause(false);
            case 23 -> fill();
            case 24 -> etcd.space().deleteKeys();
            case 25 -> want(0, version());
            case 26, 27 -> wake();
            case 28, 29 -> want(size(), ModelVersions.OLD);
            case 30 -> {
                kubernetes.newRelease();
                operator.trace().add("a new release of the operator");
            }
            case 31 -> operator.turn(random.nextBoolean());
            case 32 -> {
                if (random.nextInt(3) == 0) {
                    quorum.loseQuorum();
                }
            }
            case 33 -> quorum.ask();
            case 34 -> quorum.askIfDue();
            case 35 -> {
                gibibytes++;
                want(size(), version());
            }
            case 36, 37, 38, 39 -> besides(anyDestruction());
            case 40 -> downgradeByHand();
            case 41, 42 -> restores.ask();
            case 43 -> restores.callOff();
            case 44 -> restores.loseSeed();
            default -> {}
        }
    }

    private Destruction anyDestruction() {
        return switch (random.nextInt(4)) {
            case 0 -> corruption();
            case 1 -> this::losePodAndVolume;
            case 2 -> m -> etcd.damage(Names.claim(m));
            default -> m -> kubernetes.deleteClaim(Names.claim(m));
        };
    }

    private void downgradeByHand() {
        etcd.versions().enableByHand();
        operator.trace().add("a downgrade is under way, perhaps begun by hand");
    }

    private void corrupt() {
        if (etcd.leader() != 0) {
            destroy("corrupted", corruption());
        }
    }

    private Destruction corruption() {
        return m -> listed(m).ifPresent(l -> etcd.raiseCorrupt(l.memberId()));
    }

    private void removeByHand() {
        // One of three or more: where most were, their volumes may be all that somebody has, and they are kept.
        if (kubernetes.now().members().values().stream().allMatch(this::stays)
                && etcd.voters().size() > 2
                && etcd.hasQuorum()) {
            destroy("removed by hand", m -> listed(m).ifPresent(l -> etcd.removeByHand(l.memberId())));
        }
    }

    /** Whatever can be mended from outside is. */
    void end() {
        etcd.resumeAll();
        unstick();
        nodesReturn();
        pause(false);
        etcd.space().deleteKeys();
        operator.turn(true);
        want(size(), "0.1.1");
        // Where few are left the operator keeps what somebody removed by hand, and waits for its user's word.
        kubernetes.now().members().values().stream()
                .filter(m -> listed(m).isEmpty()
                        && !RestoreCheck.isAside(m)
                        && m.getSpec().restore() == null)
                .findFirst()
                .ifPresent(m -> kubernetes.annotate(Annotations.REPLACE, Names.of(m)));
        while (true) {
            int before = operator.trace().size();
            operator.late();
            if (operator.trace().size() == before) {
                break;
            }
        }
        EtcdClusterStatus status = kubernetes.now().cluster().getStatus();
        if (status == null || status.downgradeTo() == null) {
            etcd.versions().cancel();
        }
    }

    /** Whoever hibernates wakes, with as many members as before or with others. */
    void wake() {
        if (size() == 0) {
            want(SIZES.get(random.nextInt(SIZES.size())), version());
        }
    }

    private int size() {
        return kubernetes.now().cluster().getSpec().replicas();
    }

    private String version() {
        return kubernetes.now().cluster().getSpec().version();
    }

    private void want(int size, String version) {
        kubernetes.setSpec(new EtcdClusterSpec(
                size,
                version,
                null,
                Clusters.storage(gibibytes + "Gi"),
                null,
                null,
                null,
                null,
                ModelVersions.spec(version),
                kubernetes.now().cluster().getSpec().bootstrap(),
                null));
        operator.trace().add("wanted " + size + " of " + version);
    }

    private void losePod() {
        any(List.copyOf(kubernetes.now().pods().values())).ifPresent(lost -> {
            kubernetes.deletePod(lost.name(), lost.uid());
            operator.trace().add("lost Pod " + lost.name());
        });
    }

    private void losePodAndVolume(EtcdMember member) {
        kubernetes.deleteClaim(Names.claim(member));
        deletePod(member);
    }

    /** Its Pod is to end and nobody confirms that it does; the volume stays behind. */
    private void loseNode(EtcdMember member) {
        deletePod(member);
        hang(Names.of(member), true);
    }

    private void deletePod(EtcdMember member) {
        PodObject pod = kubernetes.now().pods().get(Names.of(member));
        if (pod != null) {
            kubernetes.deletePod(pod.name(), pod.uid());
        }
    }

    private void nodesReturn() {
        kubernetes.now().pods().keySet().forEach(name -> hang(name, false));
    }

    private void hang(String pod, boolean hangs) {
        kubernetes.change(s -> s.pods().computeIfPresent(pod, (_, p) -> p.with(p.deletedAt(), p.stuck(), hangs)));
    }

    private void askToReplace() {
        any(List.copyOf(kubernetes.now().members().keySet())).ifPresent(name -> {
            kubernetes.annotate(Annotations.REPLACE, name);
            operator.trace().add("asked to replace " + name);
        });
    }

    private void pause(boolean paused) {
        kubernetes.annotate(Annotations.PAUSED, paused ? "true" : "");
        operator.trace().add(paused ? "paused" : "goes on");
    }

    private void fill() {
        if (etcd.leader() != 0) {
            any(List.copyOf(etcd.alive())).ifPresent(id -> {
                boolean again = random.nextBoolean();
                etcd.space().fill(again, id);
                operator.trace().add("full, as " + id + " noticed, of " + (again ? "history" : "keys"));
            });
        }
    }

    private interface Destruction {
        void of(EtcdMember member);
    }

    /** Something that a voter does not come back from, while a quorum of the others is whole. */
    private void destroy(String what, Destruction destruction) {
        anyVoter(l -> etcd.intactWithout(l.memberId())
                        >= ModelEtcd.quorum(etcd.voters().size()))
                .ifPresent(m -> {
                    operator.trace().add(what + " " + Names.of(m));
                    destruction.of(m);
                });
    }

    /**
     * The same where some have corrupt data: a quorum of the others can still vote, though not of whole ones. As long as
     * no more are corrupt than whole, no user is needed.
     */
    private void besides(Destruction destruction) {
        if (etcd.leader() == 0) {
            return;
        }
        anyVoter(l -> {
                    long able = etcd.ableWithout(l.memberId());
                    long whole = etcd.intactWithout(l.memberId());
                    return able >= ModelEtcd.quorum(etcd.voters().size()) && whole > etcd.corruptVoters();
                })
                .ifPresent(m -> {
                    operator.trace().add("destroyed, besides others, " + Names.of(m));
                    destruction.of(m);
                });
    }

    private Optional<EtcdMember> anyVoter(Predicate<LiveMember> spares) {
        // Whoever is made a cluster of one is all that there is.
        return any(new ModelRequests(kubernetes).forcing()
                        ? List.<EtcdMember>of()
                        : List.copyOf(kubernetes.now().members().values()))
                .filter(m ->
                        listed(m).filter(l -> !l.learner() && spares.test(l)).isPresent());
    }

    private boolean stays(EtcdMember member) {
        return listed(member).isPresent() && member.getSpec().leaving() == null;
    }

    private Optional<LiveMember> listed(EtcdMember member) {
        return etcd.list().stream()
                .filter(l -> l.name().equals(Names.of(member)))
                .findFirst();
    }

    private void loseLearnersVolume() {
        for (EtcdMember member : kubernetes.now().members().values()) {
            if (listed(member).filter(LiveMember::learner).isPresent() && !new ModelRequests(kubernetes).forcing()) {
                kubernetes.deleteClaim(Names.claim(member));
                operator.trace().add("lost the volume of " + Names.of(member));
            }
        }
    }

    private void unstick() {
        kubernetes.change(s -> s.pods().replaceAll((_, p) -> p.with(p.deletedAt(), false, p.hangs())));
    }

    private <T> Optional<T> any(List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }
}
