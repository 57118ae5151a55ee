package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.ObservedRestore;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import dev.etcetera.operator.simulation.ModelKubernetes.Fill;
import dev.etcetera.operator.simulation.ModelKubernetes.PodObject;
import dev.etcetera.operator.simulation.ModelKubernetes.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at the model as the operator does: objects through a cache, members in person. */
record ModelObserver(ModelEtcd etcd, ModelKubernetes kubernetes) {
    private static final Comparator<HasMetadata> AGE = Comparator.comparing(
                    (HasMetadata r) -> r.getMetadata().getCreationTimestamp())
            .thenComparing(Names::of);

    ObservedCluster observe(State view) {
        List<ObservedMember> all = view.members().values().stream()
                .sorted((a, b) -> a.getSpec().serial() - b.getSpec().serial())
                .map(m -> observe(view, m))
                .toList();
        List<ObservedMember> aside = all.stream()
                .filter(m -> ObservedCluster.isAside(view.cluster(), m.resource()))
                .toList();
        List<ObservedMember> members =
                all.stream().filter(m -> !aside.contains(m)).toList();
        boolean someAnswer =
                members.stream().anyMatch(m -> m.health() instanceof MemberHealth.Answering a && !a.learner());
        return new ObservedCluster(
                view.cluster(),
                members,
                aside,
                view.pods().values().stream()
                        .filter(p -> !p.fills())
                        .map(p -> view(p, p.member(), etcd.health(p)))
                        .toList(),
                all.stream().flatMap(m -> m.claim().stream()).toList(),
                List.of(),
                etcd.membership(someAnswer),
                kubernetes.clock(),
                new Asked(
                        view.recoveries().values().stream().sorted(AGE).toList(),
                        view.restores().values().stream()
                                .sorted(AGE)
                                .map(r -> new ObservedRestore(r, ModelRequests.ORIGIN))
                                .toList(),
                        List.of(),
                        List.of()));
    }

    private ObservedMember observe(State view, EtcdMember member) {
        Optional<PodObject> pod = Optional.ofNullable(view.pods().get(Names.of(member)));
        Optional<ClaimView> claim = Optional.ofNullable(view.claims().get(Names.claim(member)))
                .map(c -> new ClaimView(
                        c.name(),
                        c.memberUid().equals(Names.uid(member)),
                        c.terminating(),
                        Optional.empty(),
                        new VolumeSize(c.asks() << 30, c.has() << 30, c.awaitsPod(), true)));
        MemberHealth health = pod.map(etcd::health).orElseGet(() -> new MemberHealth.Silent("has no running Pod"));
        return new ObservedMember(member, pod.map(p -> view(p, member, health)), claim, health);
    }

    private PodView view(PodObject pod, EtcdMember member, MemberHealth health) {
        return new PodView(
                pod.name(),
                pod.uid(),
                true,
                pod.cannotStart() || pod.fills() ? Optional.empty() : Optional.of(pod.name()),
                Optional.of("n1"),
                pod.fill() == Fill.DONE || pod.fill() == Fill.FAILED,
                Optional.of(pod.createdAt()),
                pod.deletedAt(),
                0,
                pod.cannotStart() ? Optional.of("cannot be scheduled") : Optional.empty(),
                health.serving(),
                made(pod, member),
                etcd.damaged(Names.claim(member)) ? Optional.of("the log is damaged") : Optional.empty(),
                pod.toldBytes(),
                pod.fill() == Fill.DONE ? Optional.of("filled") : Optional.empty());
    }

    private PodView.Made made(PodObject pod, EtcdMember member) {
        Template now = Template.of(member);
        Template then = Template.of(pod.member());
        if (!then.equalsApartFromRepository(now)) {
            return PodView.Made.AS_TOLD_BEFORE;
        }
        return then.equals(now)
                        && pod.release() == kubernetes.release()
                        && RecoveryCheck.forced(pod.member()) == RecoveryCheck.forced(member)
                ? PodView.Made.AS_TOLD
                : PodView.Made.BY_ANOTHER_RELEASE;
    }
}
