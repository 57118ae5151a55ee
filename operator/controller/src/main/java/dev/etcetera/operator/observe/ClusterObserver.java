package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.member.MemberClient;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.ClusterObjects;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.MemberPod;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Owners;
import dev.etcetera.operator.resources.RestoreOrigin;
import dev.etcetera.operator.resources.Template;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns caches and the members' answers into one value. Changes nothing. */
public final class ClusterObserver {
    private static final Comparator<HasMetadata> AGE = Comparator.comparing(
                    (HasMetadata r) -> r.getMetadata().getCreationTimestamp())
            .thenComparing(Names::of);
    private static final MemberHealth NO_POD = new MemberHealth.Silent("has no running Pod");

    private final KubernetesClient client;
    private final MemberClient members;
    private final RestoreSources sources;
    private final InstantSource clock;

    public ClusterObserver(KubernetesClient client, MemberClient members, RestoreSources sources, InstantSource clock) {
        this.client = client;
        this.members = members;
        this.sources = sources;
        this.clock = clock;
    }

    /** Looks at everything once. Blocks until each member answered or its deadline passed. */
    public ObservedCluster observe(KubernetesView view) throws InterruptedException {
        List<EtcdMember> own = view.members().stream()
                .filter(m -> m.getSpec().clusterUid().equals(Names.uid(view.cluster())))
                .sorted(Comparator.comparing(m -> m.getSpec().serial()))
                .toList();
        Volumes volumes = new Volumes(client, view.cluster().getSpec().storage().bytes());
        List<ObservedMember> all =
                own.stream().map(m -> withoutHealth(view, m, volumes)).toList();
        List<ObservedMember> aside = all.stream()
                .filter(m -> ObservedCluster.isAside(view.cluster(), m.resource()))
                .toList();
        List<ObservedMember> quiet =
                all.stream().filter(m -> !aside.contains(m)).toList();
        Map<String, String> addresses = new TreeMap<>();
        for (ObservedMember member : quiet) {
            member.pod()
                    .filter(p -> p.own() && !p.terminal())
                    .flatMap(PodView::address)
                    .ifPresent(a -> addresses.put(member.name(), a));
        }
        Map<String, MemberHealth> health = members.health(addresses);
        List<ObservedMember> observed = quiet.stream()
                .map(m -> new ObservedMember(m.resource(), m.pod(), m.claim(), health.getOrDefault(m.name(), NO_POD)))
                .toList();
        return new ObservedCluster(
                view.cluster(),
                observed,
                aside,
                pods(view),
                claims(view),
                taken(view),
                membership(observed, addresses),
                clock.instant(),
                new Asked(
                        view.recoveries().stream().sorted(AGE).toList(),
                        view.restores().stream().sorted(AGE).map(this::restore).toList(),
                        view.schedules(),
                        view.backups()));
    }

    /** One that is over is not looked up any more. */
    private ObservedRestore restore(EtcdRestore restore) {
        EtcdRestoreStatus status = restore.getStatus();
        boolean over =
                status != null && status.phase() != null && status.phase().isFinal();
        return new ObservedRestore(
                restore,
                over
                        ? new RestoreOrigin.Unknown("it is over")
                        : sources.origin(
                                Names.namespace(restore), restore.getSpec().source()));
    }

    private static ObservedMember withoutHealth(KubernetesView view, EtcdMember member, Volumes volumes) {
        Optional<PodView> pod = view.pods().stream()
                .filter(p -> Names.of(p).equals(Names.of(member)))
                .findFirst()
                .map(p -> PodView.of(p, Owners.controls(member, p), made(p, member)));
        boolean stuck = pod.flatMap(PodView::trouble).isPresent();
        Optional<ClaimView> claim = view.claims().stream()
                .filter(c -> Names.of(c).equals(Names.claim(member)))
                .findFirst()
                .map(c -> stuck
                        ? volumes.behind(c, MemberObjects.owns(member, c))
                        : volumes.view(c, MemberObjects.owns(member, c)));
        return new ObservedMember(member, pod, claim, NO_POD);
    }

    private static PodView.Made made(Pod pod, EtcdMember member) {
        if (Annotations.value(pod, Annotations.TEMPLATE).equals(MemberPod.hash(member))) {
            return PodView.Made.AS_TOLD;
        }
        String wish = Annotations.value(pod, Annotations.WISH);
        return wish.isEmpty() || wish.equals(Template.of(member).wish())
                ? PodView.Made.BY_ANOTHER_RELEASE
                : PodView.Made.AS_TOLD_BEFORE;
    }

    private static List<PodView> pods(KubernetesView view) {
        return view.pods().stream()
                .filter(p -> ofThisLife(view.cluster(), p))
                .map(p -> PodView.of(p, true, PodView.Made.AS_TOLD))
                .toList();
    }

    private static List<ClaimView> claims(KubernetesView view) {
        return view.claims().stream()
                .filter(c -> ofThisLife(view.cluster(), c))
                .map(Volumes::plain)
                .toList();
    }

    private static boolean ofThisLife(EtcdCluster cluster, HasMetadata object) {
        return Labels.value(object, Labels.CLUSTER_UID).equals(Names.uid(cluster));
    }

    /** A voter that follows a leader is asked, best the leader itself; without any, one that only remembers. */
    private Optional<Membership> membership(List<ObservedMember> observed, Map<String, String> addresses) {
        return observed.stream()
                .filter(m -> m.health() instanceof MemberHealth.Answering)
                .min(Comparator.comparingInt(ClusterObserver::doubt))
                .map(m -> addresses.get(m.name()))
                .flatMap(members::membership);
    }

    private static int doubt(ObservedMember member) {
        return switch (member.health()) {
            case MemberHealth.Silent _ -> 4;
            case MemberHealth.Answering a when a.learner() -> 3;
            case MemberHealth.Answering a when a.leaderId() == 0 -> 2;
            case MemberHealth.Answering a -> a.leads() ? 0 : 1;
        };
    }

    /** Names that the cluster needs and somebody else has. Asks the API server only for what no cache shows as ours. */
    private List<String> taken(KubernetesView view) {
        List<String> taken = new ArrayList<>();
        for (HasMetadata wanted : ClusterObjects.all(view.cluster(), 1)) {
            boolean known = view.clusterObjects().stream()
                    .anyMatch(o -> o.getKind().equals(wanted.getKind())
                            && Names.of(o).equals(Names.of(wanted))
                            && Owners.controls(view.cluster(), o));
            if (!known) {
                othersObject(view.cluster(), wanted).ifPresent(taken::add);
            }
        }
        for (EtcdMember member : view.members()) {
            if (!member.getSpec().clusterUid().equals(Names.uid(view.cluster()))) {
                taken.add("EtcdMember/" + Names.of(member));
            } else if (view.pods().stream().noneMatch(p -> Names.of(p).equals(Names.of(member)))) {
                othersPod(member).ifPresent(taken::add);
            }
        }
        return taken;
    }

    private Optional<String> othersObject(EtcdCluster cluster, HasMetadata wanted) {
        HasMetadata found = client.resource(wanted).get();
        return found == null || Owners.controls(cluster, found)
                ? Optional.empty()
                : Optional.of(wanted.getKind() + "/" + Names.of(wanted));
    }

    private Optional<String> othersPod(EtcdMember member) {
        Pod found = client.pods()
                .inNamespace(Names.namespace(member))
                .withName(Names.of(member))
                .get();
        return found == null || Owners.controls(member, found)
                ? Optional.empty()
                : Optional.of("Pod/" + Names.of(member));
    }
}
