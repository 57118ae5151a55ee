package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user may add to the members' Pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodSpecExtras(
        @JsonPropertyDescription("Labels added to the Pods; the operator's own cannot be set.")
        @Size(max = 64)
        @Nullable
        Map<String, String> labels,

        @JsonPropertyDescription("Annotations added to the Pods; those of etcetera.dev cannot be set.")
        @Size(max = 64)
        @Nullable
        Map<String, String> annotations,

        @JsonPropertyDescription("Labels that a node must have.") @Nullable
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Taints that the Pods tolerate.") @Nullable
        List<Toleration> tolerations,

        @JsonPropertyDescription("PriorityClass of the Pods.") @Nullable
        String priorityClassName,

        @JsonPropertyDescription("Affinity of the Pods, in place of the operator's: members rather on different hosts.")
        @Nullable
        Affinity affinity,

        @JsonPropertyDescription(
                "How the Pods are spread, in place of the operator's way: evenly over zones where that can be."
                        + " A constraint without a labelSelector is for the members of this cluster. An empty list spreads nothing.")
        @Nullable
        List<TopologySpreadConstraint> topologySpreadConstraints) {

    /** A taint that is tolerated. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Toleration(
            @JsonPropertyDescription("Key of the taint; none means every key.") @Nullable
            String key,

            @JsonPropertyDescription("Exists or Equal.") @Nullable
            String operator,

            @JsonPropertyDescription("Value of the taint, for Equal.") @Nullable
            String value,

            @JsonPropertyDescription("Effect of the taint; none means every effect.") @Nullable
            String effect,

            @JsonPropertyDescription("How long a NoExecute taint is tolerated.") @Nullable
            Long tolerationSeconds) {}
}
