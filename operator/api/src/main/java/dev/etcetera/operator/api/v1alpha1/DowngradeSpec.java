package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The user's word that the cluster may go back to an older release. It is for one version and may stay. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DowngradeSpec(
        @JsonPropertyDescription(
                "The version that spec.version may be lowered to: one minor version below the one that all members were brought"
                        + " to. Holds only while spec.version is the same.")
        @Required
        @Pattern("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$")
        @Size(max = 64)
        String toVersion,

        @JsonPropertyDescription(
                "The minor release of etcd that members of that version are, as 3.6, where it is an older one. The cluster is"
                        + " prepared for it by etcd's own downgrade protocol before the first member changes.")
        @Pattern("^[0-9]+\\.[0-9]+$")
        @Size(max = 16)
        @Nullable
        String etcdVersion) {}
