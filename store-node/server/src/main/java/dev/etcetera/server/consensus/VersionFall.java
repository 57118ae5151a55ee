package dev.etcetera.server.consensus;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.EtcdVersion;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Notices that the cluster's version has fallen: a checkpoint is due then, so that an older release which takes over this
 * member does not go through what a newer one has logged. Owned by the apply thread.
 */
public final class VersionFall implements BooleanSupplier {
    private final Cluster cluster;
    private Optional<EtcdVersion> last;

    public VersionFall(Cluster cluster) {
        this.cluster = cluster;
        this.last = version();
    }

    /** Whether it is lower than at the last look. */
    @Override
    public boolean getAsBoolean() {
        Optional<EtcdVersion> before = last;
        last = version();
        return before.isPresent() && last.isPresent() && last.get().compareTo(before.get()) < 0;
    }

    private Optional<EtcdVersion> version() {
        return cluster.version().flatMap(EtcdVersion::parse);
    }
}
