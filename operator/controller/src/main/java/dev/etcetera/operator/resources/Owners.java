package dev.etcetera.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Owner references: what goes when its owner goes, and whose an object is. */
public final class Owners {
    private Owners() {}

    /** Makes the owner the controller of what carries this reference. */
    public static OwnerReference controlledBy(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(Names.of(owner))
                .withUid(Names.uid(owner))
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** Whether this very life of the owner controls the object. */
    public static boolean controls(HasMetadata owner, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(o ->
                        Boolean.TRUE.equals(o.getController()) && o.getUid().equals(Names.uid(owner)));
    }
}
