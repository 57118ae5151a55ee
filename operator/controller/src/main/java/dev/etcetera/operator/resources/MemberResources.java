package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.ResourceSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** CPU and memory of the container. A memory limit is always there: the JVM sizes itself by it. */
final class MemberResources {
    private static final Quantity CPU_REQUEST = new Quantity("100m");
    private static final Quantity MEMORY_REQUEST = new Quantity("256Mi");
    private static final Quantity MEMORY_LIMIT = new Quantity("2Gi");

    private MemberResources() {}

    static ResourceRequirements of(@Nullable ResourceSpec spec) {
        Map<String, Quantity> requests = amounts(spec == null ? null : spec.requests());
        Map<String, Quantity> limits = amounts(spec == null ? null : spec.limits());
        // A limit that the user gave is also the request that is left out: never a request above its limit.
        requests.putIfAbsent("cpu", limits.getOrDefault("cpu", CPU_REQUEST));
        requests.putIfAbsent("memory", limits.getOrDefault("memory", MEMORY_REQUEST));
        limits.putIfAbsent("memory", larger(requests.getOrDefault("memory", MEMORY_REQUEST), MEMORY_LIMIT));
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    private static Map<String, Quantity> amounts(ResourceSpec.@Nullable Amounts amounts) {
        Map<String, Quantity> map = new TreeMap<>();
        if (amounts != null) {
            Quantity cpu = amounts.cpu();
            if (cpu != null) {
                map.put("cpu", cpu);
            }
            Quantity memory = amounts.memory();
            if (memory != null) {
                map.put("memory", memory);
            }
        }
        return map;
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.getNumericalAmount().compareTo(other.getNumericalAmount()) > 0 ? one : other;
    }
}
