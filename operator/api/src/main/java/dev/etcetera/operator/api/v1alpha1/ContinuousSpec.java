package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What changes between full backups is stored, too: every revision and every moment can be restored. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContinuousSpec(
        @JsonPropertyDescription("A change is stored after so long at most, which is what a disaster can cost.")
        @Required
        @Default("5")
        @Min(1)
        @Max(3600)
        Integer intervalSeconds,

        @JsonPropertyDescription("Or when there are so many bytes of changes; 8 MiB when it is left out.")
        @Min(4096)
        @Max(67_108_864)
        @Nullable
        Integer maxBytes) {}
