package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which cluster is recovered, and from whom. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self == oldSelf",
        message = "the spec of an EtcdRecovery never changes: what it asks for is done once. Create another one")
public record EtcdRecoverySpec(
        @JsonPropertyDescription("Name of the EtcdCluster, in the same namespace.")
        @Required
        @Size(min = 1, max = 40)
        @PrinterColumn(name = "Cluster")
        String clusterName,

        @JsonPropertyDescription(
                "Name of the member whose data the cluster goes on with. Without it, the one that has committed the most,"
                        + " provided that every other member either answers or is lost for good. With it, members that merely"
                        + " do not answer are given up, too.")
        @Size(min = 1, max = 63)
        @Nullable
        String survivor) {}
