package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Makes the members' volumes, and lets them grow. */
final class VolumeExecutor {
    /** Owns nothing but the note that a member has a volume, so that no status write can ever take it back. */
    private static final String MANAGER = ServerSideApply.FIELD_MANAGER + "-volume";

    private final ServerSideApply apply;
    private final EventRecorder events;
    private final PodNudge nudge;

    VolumeExecutor(ServerSideApply apply, EventRecorder events) {
        this.apply = apply;
        this.events = events;
        nudge = new PodNudge(apply);
    }

    void execute(EtcdCluster cluster, Step.Volume step) {
        switch (step) {
            case Step.CreateVolume create -> {
                apply.apply(MemberObjects.claim(create.member()));
                note(create.member());
                events.normal(cluster, "VolumeCreated", "made " + Names.claim(create.member()));
            }
            case Step.GrowVolume grow -> {
                apply.apply(MemberObjects.claim(grow.member()));
                events.normal(
                        cluster,
                        "VolumeGrows",
                        Names.claim(grow.member()) + " asks for "
                                + grow.member().getSpec().storage().size());
            }
            case Step.NudgePod told -> nudge.grow(told);
            case Step.NoteVolume note -> note(note.member());
        }
    }

    private void note(EtcdMember member) {
        EtcdMember noted = new EtcdMember();
        noted.setMetadata(new ObjectMetaBuilder()
                .withName(Names.of(member))
                .withNamespace(Names.namespace(member))
                .build());
        noted.setStatus(new EtcdMemberStatus(null, null, null, null, Names.claim(member), null, null, null, null));
        apply.applyStatus(noted, MANAGER);
    }
}
