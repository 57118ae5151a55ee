package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import org.jspecify.annotations.Nullable;

/** What the operator knows of the member. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdMemberStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Where the member is in its life.") @PrinterColumn(name = "Phase") @Nullable
        Phase phase,

        @JsonPropertyDescription("Leader, Follower or Learner.") @PrinterColumn(name = "Role") @Nullable
        Role role,

        @JsonPropertyDescription(
                "etcd's member id, as etcdctl writes it. Once set, the member is never started as one of a new cluster.")
        @PrinterColumn(name = "Member")
        @Nullable
        String memberId,

        @JsonPropertyDescription("The claim that holds the member's data. Once set, no other is ever made for it.")
        @Nullable
        String volumeClaim,

        @JsonPropertyDescription("etcd version that the member reports.") @Nullable
        String version,

        @JsonPropertyDescription("Node on which the Pod runs.") @PrinterColumn(name = "Node", priority = 1) @Nullable
        String node,

        @JsonPropertyDescription("Restarts of the present Pod.")
        @PrinterColumn(name = "Restarts", priority = 1)
        @Nullable
        Integer restarts,

        @JsonPropertyDescription("What is wrong, in a sentence.") @Nullable
        String message) {

    /** Where a member is in its life. */
    public enum Phase {
        /** Its volume or Pod is being made. */
        @JsonProperty("Pending")
        PENDING,
        /** The Pod is there, the process does not answer yet. */
        @JsonProperty("Starting")
        STARTING,
        /** It is a learner, or will be one: it has no vote yet. */
        @JsonProperty("Joining")
        JOINING,
        /** It answers and follows a leader. */
        @JsonProperty("Ready")
        READY,
        /** It did answer once and does not now. */
        @JsonProperty("Unready")
        UNREADY,
        /** It is stopped, as the whole cluster is, and keeps what it has. */
        @JsonProperty("Hibernated")
        HIBERNATED,
        /** A restore in place goes on without it; it keeps what it has until that succeeded. */
        @JsonProperty("SetAside")
        SET_ASIDE,
        /** It is on its way out of the cluster. */
        @JsonProperty("Leaving")
        LEAVING,
        /** It cannot come back by itself. */
        @JsonProperty("Failed")
        FAILED
    }

    /** The member's part in the Raft group. */
    public enum Role {
        @JsonProperty("Leader")
        LEADER,
        @JsonProperty("Follower")
        FOLLOWER,
        @JsonProperty("Learner")
        LEARNER
    }
}
