package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What is stored is restored from time to time into a member that nobody uses, and looked at. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DrillSpec(
        @JsonPropertyDescription("When, in the words of spec.schedule and by the same time zone.")
        @Required
        @Size(min = 6, max = 128)
        String schedule,

        @JsonPropertyDescription("CPU and memory of the member; its volume is as large as those of the cluster.")
        @Nullable
        ResourceSpec resources) {}
