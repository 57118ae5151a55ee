package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Applies what a cluster has, except what was applied just so before and was touched by nobody since. Remembers it for as
 * long as the operator runs; may be used from any thread.
 */
final class AppliedObjects {
    private final ServerSideApply apply;
    private final Map<String, Map<String, Last>> clusters = new ConcurrentHashMap<>();

    private record Last(HasMetadata desired, String version) {}

    AppliedObjects(ServerSideApply apply) {
        this.apply = apply;
    }

    /**
     * Makes them what they should be.
     *
     * @param seen the objects as the caches show them
     */
    void apply(EtcdCluster cluster, List<HasMetadata> desired, List<HasMetadata> seen) {
        Map<String, Last> known = clusters.computeIfAbsent(Names.uid(cluster), _ -> new ConcurrentHashMap<>());
        // What an earlier life of the operator made is left alone, too.
        Present present = new Present(seen);
        for (HasMetadata object : desired) {
            if (present.has(object)) {
                continue;
            }
            Last last = known.get(key(object));
            if (last == null || !last.desired().equals(object) || !shows(seen, object, last.version())) {
                HasMetadata applied = apply.apply(object);
                known.put(key(object), new Last(object, applied.getMetadata().getResourceVersion()));
            }
        }
    }

    /** The cluster is no more. */
    void forget(EtcdCluster cluster) {
        clusters.remove(Names.uid(cluster));
    }

    private static boolean shows(List<HasMetadata> seen, HasMetadata object, String version) {
        return seen.stream()
                .anyMatch(s -> key(s).equals(key(object))
                        && version.equals(s.getMetadata().getResourceVersion()));
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + Names.of(object);
    }
}
