package dev.etcetera.operator.app;

import dev.etcetera.operator.backup.BackupImage;
import dev.etcetera.operator.cluster.ReconcileMeter;
import dev.etcetera.operator.execute.BirthExecutor;
import dev.etcetera.operator.execute.EventRecorder;
import dev.etcetera.operator.execute.Fence;
import dev.etcetera.operator.execute.MembershipExecutor;
import dev.etcetera.operator.execute.RecoveryExecutor;
import dev.etcetera.operator.execute.RemovalExecutor;
import dev.etcetera.operator.execute.RestoreExecutor;
import dev.etcetera.operator.execute.ServerSideApply;
import dev.etcetera.operator.execute.StatusWriter;
import dev.etcetera.operator.execute.StepExecutor;
import dev.etcetera.operator.member.MemberCalls;
import dev.etcetera.operator.member.MemberClient;
import dev.etcetera.operator.member.MemberDoors;
import dev.etcetera.operator.member.MembershipClient;
import dev.etcetera.operator.observe.ClusterObserver;
import dev.etcetera.operator.observe.RestoreSources;
import dev.etcetera.operator.resources.Images;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes the parts of the operator: the only place that calls their constructors. */
@Singleton
final class OperatorParts {
    private final KubernetesClient client;
    private final Images images;
    private final Fence fence;
    private final InstantSource clock = InstantSource.system();
    private final MemberDoors doors;

    OperatorParts(KubernetesClient client, Images images, Leadership leadership, KubernetesAccess access) {
        this.client = client;
        this.fence = leadership.fence();
        this.images = images;
        this.doors = new MemberDoors(access.trace().map(MemberCalls.class::cast));
    }

    @Produces
    @Singleton
    ClusterObserver observer(RestoreSources sources) {
        return new ClusterObserver(client, new MemberClient(Duration.ofSeconds(2), doors), sources, clock);
    }

    @Produces
    @Singleton
    RestoreSources sources(BackupImage image) {
        return new RestoreSources(client, image.name());
    }

    @Produces
    @Singleton
    StepExecutor executor(ReconcileMeter meter, RestoreSources sources) {
        return new StepExecutor(
                new StepExecutor.Helpers(
                        new MembershipExecutor(new MembershipClient(Duration.ofSeconds(7), doors), fence),
                        removals(),
                        recoveries(),
                        restores(),
                        new BirthExecutor(new ServerSideApply(client, fence), events(), images, sources)),
                new ServerSideApply(client, fence),
                events(),
                meter::did);
    }

    @Produces
    @Singleton
    RecoveryExecutor recoveries() {
        return new RecoveryExecutor(new ServerSideApply(client, fence), removals(), events());
    }

    @Produces
    @Singleton
    RestoreExecutor restores() {
        return new RestoreExecutor(new ServerSideApply(client, fence), removals(), events());
    }

    @Produces
    @Singleton
    StatusWriter statusWriter() {
        return new StatusWriter(new ServerSideApply(client, fence), events());
    }

    @Produces
    @Singleton
    Fence fence() {
        return fence;
    }

    @Produces
    @Singleton
    MemberDoors doors() {
        return doors;
    }

    @Produces
    @Singleton
    EventRecorder events() {
        return new EventRecorder(client, clock);
    }

    private RemovalExecutor removals() {
        return new RemovalExecutor(client, new ServerSideApply(client, fence), events(), fence);
    }
}
