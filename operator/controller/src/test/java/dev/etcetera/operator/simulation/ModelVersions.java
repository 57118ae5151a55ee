package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.DowngradeSpec;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.simulation.ModelKubernetes.PodObject;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which etcd the images are, and what the cluster says of its own: as etcd's downgrade protocol has it. */
final class ModelVersions {
    /** The one version of the store that is an older etcd. */
    static final String OLD = "0.0.9";

    private static final int OLD_MINOR = 6;
    private static final int NEW_MINOR = 7;

    private int cluster = NEW_MINOR;
    private boolean goingDown;

    /** What a user writes to get that version. */
    static @Nullable DowngradeSpec spec(String version) {
        return version.equals(OLD) ? new DowngradeSpec(OLD, "3." + OLD_MINOR) : null;
    }

    /** Whether a member of this image starts: none does that is older than its cluster. */
    boolean starts(String image) {
        return minor(image) >= cluster;
    }

    static String server(PodObject pod) {
        return "3." + minor(pod.member().getSpec().image()) + ".3";
    }

    MemberHealth.Database database() {
        return new MemberHealth.Database("3." + cluster + ".0", goingDown ? "3." + OLD_MINOR + ".0" : "");
    }

    /** A leader asks all members; {@code images} are those of all that are listed, if all answer. */
    void tick(Optional<Collection<String>> images) {
        if (images.isEmpty()) {
            return;
        }
        int oldest = images.get().stream().mapToInt(ModelVersions::minor).min().orElse(NEW_MINOR);
        int newest = images.get().stream().mapToInt(ModelVersions::minor).max().orElse(NEW_MINOR);
        if (goingDown) {
            cluster = oldest == NEW_MINOR ? OLD_MINOR : cluster;
            goingDown = newest != OLD_MINOR;
        } else {
            cluster = Math.max(cluster, oldest);
        }
    }

    Optional<String> enable(String target) {
        if (goingDown) {
            return Optional.of("etcdserver: cluster has a downgrade job in progress");
        }
        if (cluster != NEW_MINOR || !target.equals("3." + OLD_MINOR)) {
            return Optional.of("etcdserver: invalid downgrade target version");
        }
        goingDown = true;
        return Optional.empty();
    }

    /** Somebody else does it. */
    void enableByHand() {
        enable("3." + OLD_MINOR);
    }

    Optional<String> cancel() {
        goingDown = false;
        return Optional.empty();
    }

    private static int minor(String image) {
        return image.endsWith(":" + OLD) ? OLD_MINOR : NEW_MINOR;
    }
}
