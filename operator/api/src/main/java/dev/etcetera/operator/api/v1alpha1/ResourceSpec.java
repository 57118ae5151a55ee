package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** CPU and memory of a member's container. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourceSpec(
        @JsonPropertyDescription("What the scheduler sets aside.") @Nullable
        Amounts requests,

        @JsonPropertyDescription("What the container may use at most.") @Nullable
        Amounts limits) {

    /** An amount of each resource. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Amounts(
            @JsonPropertyDescription("CPU, such as 500m or 2.") @Nullable
            Quantity cpu,

            @JsonPropertyDescription("Memory, such as 512Mi.") @Nullable
            Quantity memory) {}
}
