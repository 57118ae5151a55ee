package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator saw at its last look. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdClusterStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Voting members that the cluster has.") @StatusReplicas @Nullable
        Integer replicas,

        @JsonPropertyDescription("Voting members that answer and follow a leader.")
        @PrinterColumn(name = "Ready")
        @Nullable
        Integer readyReplicas,

        @JsonPropertyDescription("Label selector of the members' Pods.") @LabelSelector @Nullable
        String selector,

        @JsonPropertyDescription("etcd's cluster id, in hexadecimal. Once set, no second cluster is ever bootstrapped.")
        @Nullable
        String clusterId,

        @JsonPropertyDescription("Name of the member that leads.") @PrinterColumn(name = "Leader") @Nullable
        String leader,

        @JsonPropertyDescription("etcd version that the members report.") @PrinterColumn(name = "Version") @Nullable
        String version,

        @JsonPropertyDescription("URL for clients inside the Kubernetes cluster.") @Nullable
        String clientEndpoint,

        @JsonPropertyDescription("Highest serial number given to a member; a serial is never given again.") @Nullable
        Integer lastSerial,

        @JsonPropertyDescription(
                "spec.version that all members were brought to last. spec.version may go back to it, and one minor above it.")
        @Size(max = 64)
        @Nullable
        String settledVersion,

        @JsonPropertyDescription(
                "Members that the operator replaced by itself, as far as they count against its limit.")
        @Nullable
        Repairs repairs,

        @JsonPropertyDescription("Available, Progressing, Degraded and CertificatesReady.") @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("How to connect, when connections are secured.") @Nullable
        TlsStatus tls) {

    /** How often members had to be replaced. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Repairs(
            @JsonPropertyDescription("How many within an hour of one another.") @Required
            Integer count,

            @JsonPropertyDescription("When the last one was, in RFC 3339.") @Required
            String lastTime) {}
}
