package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes statuses that changed, and an Event for each condition that did. A write carries the version that was looked
 * at, so that an old look never overwrites what a newer one wrote: it fails, and the caller looks again.
 */
public final class StatusWriter {
    /** Why a cluster may not serve with nobody to worry. */
    private static final Set<String> CALM = Set.of("Bootstrapping", "Hibernated", "Waking");

    private final ServerSideApply apply;
    private final EventRecorder events;

    public StatusWriter(ServerSideApply apply, EventRecorder events) {
        this.apply = apply;
        this.events = events;
    }

    /** Writes the cluster's status if it changed; false when the look was an old one. */
    public boolean write(EtcdCluster seen, EtcdClusterStatus status) {
        EtcdClusterStatus before = seen.getStatus();
        if (status.equals(before)) {
            return true;
        }
        EtcdCluster written = new EtcdCluster();
        written.setMetadata(ServerSideApply.version(seen));
        written.setStatus(status);
        boolean done = tryApply(written);
        if (done) {
            announce(seen, before == null ? null : before.conditions(), status.conditions());
        }
        return done;
    }

    /**
     * Writes the member's status if it changed, but for the note of its volume, which is not this writer's; false when
     * the look was an old one.
     */
    public boolean write(EtcdMember seen, EtcdMemberStatus status) {
        if (status.equals(withoutVolume(seen.getStatus()))) {
            return true;
        }
        EtcdMember written = new EtcdMember();
        written.setMetadata(ServerSideApply.version(seen));
        written.setStatus(status);
        return tryApply(written);
    }

    private boolean tryApply(HasMetadata written) {
        try {
            apply.applyStatus(written, ServerSideApply.FIELD_MANAGER);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void announce(EtcdCluster cluster, @Nullable List<Condition> before, @Nullable List<Condition> after) {
        if (after == null) {
            return;
        }
        for (Condition now : after) {
            Optional<Condition> then = before == null
                    ? Optional.empty()
                    : before.stream().filter(c -> c.type().equals(now.type())).findFirst();
            boolean changed = then.map(
                            c -> c.status() != now.status() || !c.reason().equals(now.reason()))
                    .orElse(now.status() == Condition.Status.TRUE);
            if (changed) {
                String message = now.type() + "=" + (now.status() == Condition.Status.TRUE ? "True" : "False") + ": "
                        + now.message();
                if (bad(now)) {
                    events.warning(cluster, now.reason(), message);
                } else {
                    events.normal(cluster, now.reason(), message);
                }
            }
        }
    }

    private static boolean bad(Condition condition) {
        return switch (condition.type()) {
            case "Degraded", "QuorumLost" -> condition.status() == Condition.Status.TRUE;
            case "Available" -> condition.status() == Condition.Status.FALSE && !CALM.contains(condition.reason());
            default ->
                condition.reason().equals("NotSupported") || condition.reason().equals("RolloutHalted");
        };
    }

    private static @Nullable EtcdMemberStatus withoutVolume(@Nullable EtcdMemberStatus s) {
        return s == null
                ? null
                : new EtcdMemberStatus(
                        s.observedGeneration(),
                        s.phase(),
                        s.role(),
                        s.memberId(),
                        null,
                        s.version(),
                        s.node(),
                        s.restarts(),
                        s.message());
    }
}
