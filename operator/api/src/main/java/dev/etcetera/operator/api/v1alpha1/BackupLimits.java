package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How long, how often and how fast a backup is tried. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupLimits(
        @JsonPropertyDescription("How long one attempt may take; 3600 when it is left out.")
        @Min(10)
        @Max(604_800)
        @Nullable
        Integer timeoutSeconds,

        @JsonPropertyDescription("How often it is attempted, with longer and longer pauses, until it has failed; 6.")
        @Min(1)
        @Max(100)
        @Nullable
        Integer attempts,

        @JsonPropertyDescription("How much goes out at most.") @Min(1024) @Nullable
        Long bytesPerSecond) {}
