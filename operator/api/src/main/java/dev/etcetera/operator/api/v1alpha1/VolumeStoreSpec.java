package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A directory of a volume. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeStoreSpec(
        @JsonPropertyDescription(
                "Name of a PersistentVolumeClaim, which is there already. Whoever backs up and whoever restores mounts it: where"
                        + " they may run at the same time on several nodes, it has to be ReadWriteMany.")
        @Required
        @Size(min = 1, max = 253)
        String claimName,

        @JsonPropertyDescription("Directory in it.")
        @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?$")
        @Size(max = 256)
        @Nullable
        String path) {}
