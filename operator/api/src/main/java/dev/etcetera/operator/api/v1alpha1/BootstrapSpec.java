package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How a new cluster begins. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BootstrapSpec(
        @JsonPropertyDescription("It begins with what a backup has, rather than with nothing.") @Nullable
        RestoreSource restore) {}
