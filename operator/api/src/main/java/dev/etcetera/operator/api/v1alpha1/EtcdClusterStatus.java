package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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

        @JsonPropertyDescription("The EtcdRecovery that is under way; there is no way back from it.") @Nullable
        Recovery recovery,

        @JsonPropertyDescription("How often the cluster was recovered from the loss of its quorum.") @Nullable
        Integer recoveryCount,

        @JsonPropertyDescription(
                "Available, Progressing, Degraded, CertificatesReady and, once its quorum was lost, QuorumLost.")
        @Nullable
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

    /** A recovery that is under way. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Recovery(
            @JsonPropertyDescription("UID of the EtcdRecovery.") @Required
            String uid,

            @JsonPropertyDescription("Name of the EtcdRecovery.") @Required
            String name,

            @JsonPropertyDescription("The member whose data the cluster goes on with.") @Required
            String survivor,

            @JsonPropertyDescription("Forcing: the survivor becomes a cluster of one. Growing: members are added.")
            @Required
            Stage stage) {}

    /** How far a recovery is. */
    public enum Stage {
        /** All others are stopped and the survivor becomes a cluster of one: no member is added. */
        @JsonProperty("Forcing")
        FORCING,
        /** The survivor serves alone, started as any member is: members are added. */
        @JsonProperty("Growing")
        GROWING
    }
}
