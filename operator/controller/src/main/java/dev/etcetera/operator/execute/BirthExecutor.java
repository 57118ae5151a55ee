package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.BootstrapSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.observe.RestoreSources;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.RestoreOrigin;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the members of a new cluster, with what their volumes are to be filled with. */
public final class BirthExecutor {
    private final ServerSideApply apply;
    private final EventRecorder events;
    private final Images images;
    private final RestoreSources restores;

    public BirthExecutor(ServerSideApply apply, EventRecorder events, Images images, RestoreSources restores) {
        this.apply = apply;
        this.events = events;
        this.images = images;
        this.restores = restores;
    }

    /** Answers why nobody can be made yet, or nothing. */
    Optional<String> execute(EtcdCluster cluster, Step.CreateMembers create) {
        BootstrapSpec bootstrap = cluster.getSpec().bootstrap();
        Optional<RestoreOrigin> origin = Optional.ofNullable(bootstrap)
                .map(BootstrapSpec::restore)
                .map(source -> restores.origin(Names.namespace(cluster), source));
        if (origin.isPresent() && origin.get() instanceof RestoreOrigin.Unknown(String why)) {
            return Optional.of("nothing is restored yet: " + why);
        }
        Optional<MemberRestore> restore = origin.filter(RestoreOrigin.Known.class::isInstance)
                .map(known -> ((RestoreOrigin.Known) known).restore());
        for (int serial : create.serials()) {
            apply.apply(MemberObjects.member(
                    cluster, serial, create.initialCluster(), images.of(cluster.getSpec()), restore));
        }
        events.normal(
                cluster,
                "MembersCreated",
                create.serials().stream().map(s -> Names.member(cluster, s)).collect(Collectors.joining(", ")));
        return Optional.empty();
    }
}
