package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One aspect of a resource's state, in the shape that Kubernetes' own conditions have. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @JsonPropertyDescription("What the condition is about.") @Required @Size(min = 1, max = 316)
        String type,

        @JsonPropertyDescription("Whether it holds.") @Required
        Status status,

        @JsonPropertyDescription("Generation of the spec that was looked at.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("When the status last changed, in RFC 3339.") @Required
        String lastTransitionTime,

        @JsonPropertyDescription("Why, in one word.") @Required @Size(min = 1, max = 1024)
        String reason,

        @JsonPropertyDescription("Why, in a sentence.") @Required @Size(max = 32_768)
        String message) {

    /** Whether a condition holds. */
    public enum Status {
        @JsonProperty("True")
        TRUE,
        @JsonProperty("False")
        FALSE,
        @JsonProperty("Unknown")
        UNKNOWN
    }
}
