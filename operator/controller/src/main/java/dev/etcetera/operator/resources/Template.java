package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdOptions;
import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import dev.etcetera.operator.api.v1alpha1.ResourceSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.jspecify.annotations.Nullable;

/** What of a member may change while it lives: what its Pod is made from. */
public record Template(
        String image,
        @Nullable ResourceSpec resources,
        @Nullable PodSpecExtras pod,
        @Nullable EtcdOptions options) {

    /** What the cluster's spec asks of all members. */
    public static Template wanted(EtcdClusterSpec spec, Images images) {
        return new Template(images.of(spec), spec.resources(), spec.pod(), spec.options());
    }

    /** What this member was told. */
    public static Template of(EtcdMember member) {
        EtcdMemberSpec spec = member.getSpec();
        return new Template(spec.image(), spec.resources(), spec.pod(), spec.options());
    }

    /** Whether the other one differs at most in where the same version of the image lies. */
    public boolean equalsApartFromRepository(Template other) {
        return Images.tag(image).equals(Images.tag(other.image))
                && new Template(other.image, resources, pod, options).equals(other);
    }

    /** A short word for it, wherever the same version of the image lies: equal as long as no user wishes anything else. */
    public String wish() {
        return PodHash.of(new Template(Images.tag(image), resources, pod, options));
    }

    /** The same member with this template; the one that was looked at stays as it is. */
    public EtcdMember applyTo(EtcdMember member) {
        return applyTo(member, member.getSpec().storage().size());
    }

    /** The same member with this template and a volume of this size. */
    public EtcdMember applyTo(EtcdMember member, String volumeSize) {
        EtcdMemberSpec spec = member.getSpec();
        EtcdMember changed = new EtcdMember();
        changed.setMetadata(new ObjectMetaBuilder(member.getMetadata()).build());
        changed.setStatus(member.getStatus());
        changed.setSpec(new EtcdMemberSpec(
                spec.clusterName(),
                spec.clusterUid(),
                spec.serial(),
                image,
                spec.initialCluster(),
                spec.initialClusterState(),
                spec.leaving(),
                spec.storage().sized(volumeSize),
                resources,
                pod,
                options,
                spec.tls(),
                spec.recovery(),
                spec.restore()));
        return changed;
    }
}
