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

        @JsonPropertyDescription(
                "etcd's cluster id, as etcd logs it, in hexadecimal. Once set, no second cluster is ever bootstrapped.")
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
        TlsStatus tls,

        @JsonPropertyDescription("How room was made when the data was at its quota.") @Nullable
        Space space,

        @JsonPropertyDescription("The members, as they were seen last.") @Nullable
        List<MemberState> members,

        @JsonPropertyDescription(
                "The older etcd that the spec asks for, or asked for when the downgrade began that is under way. One that"
                        + " is not noted here was begun by somebody else.")
        @Nullable
        String downgradeTo,

        @JsonPropertyDescription("The EtcdRestore that is under way.") @Nullable
        Restore restore) {

    /** The same with these. */
    public EtcdClusterStatus with(@Nullable Space newSpace, @Nullable List<MemberState> newMembers) {
        return new EtcdClusterStatus(
                observedGeneration,
                replicas,
                readyReplicas,
                selector,
                clusterId,
                leader,
                version,
                clientEndpoint,
                lastSerial,
                settledVersion,
                repairs,
                recovery,
                recoveryCount,
                conditions,
                tls,
                newSpace,
                newMembers,
                downgradeTo,
                restore);
    }

    /** The same with these. */
    public EtcdClusterStatus with(List<Condition> newConditions, @Nullable TlsStatus newTls) {
        return new EtcdClusterStatus(
                observedGeneration,
                replicas,
                readyReplicas,
                selector,
                clusterId,
                leader,
                version,
                clientEndpoint,
                lastSerial,
                settledVersion,
                repairs,
                recovery,
                recoveryCount,
                newConditions,
                newTls,
                space,
                members,
                downgradeTo,
                restore);
    }

    /** How room is made in a cluster whose data is at its quota. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Space(
            @JsonPropertyDescription("When it began last, in RFC 3339.") @Required
            String startTime,

            @JsonPropertyDescription("How far it is.") @Required
            Phase phase,

            @JsonPropertyDescription("What is expected to become smaller had at its smallest, in MiB.") @Nullable
            Long watchedMebibytes,

            @JsonPropertyDescription("When it became smaller last, in RFC 3339.") @Nullable
            String fellTime,

            @JsonPropertyDescription("Members that were told to give back space.") @Required
            List<String> reclaimed) {

        /** How far it is with making room. */
        public enum Phase {
            /** The history is forgotten. */
            @JsonProperty("Compacting")
            COMPACTING,
            /** One member after the other gives back space. */
            @JsonProperty("Reclaiming")
            RECLAIMING,
            /** There was room, and the alarm was taken back. */
            @JsonProperty("Helped")
            HELPED,
            /** There was not enough room; it is tried again later. */
            @JsonProperty("DidNotHelp")
            DID_NOT_HELP
        }
    }

    /** A member at a glance. Sizes and lag are rounded: they move only when there is something to see. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MemberState(
            @JsonPropertyDescription("Name of the member and of its Pod.") @Required
            String name,

            @JsonPropertyDescription("Leader, Follower or Learner.")
            EtcdMemberStatus.@Nullable Role role,

            @JsonPropertyDescription("Whether it answers, follows a leader and has the data that the others have.")
            @Required
            Boolean healthy,

            @JsonPropertyDescription("etcd version that it reports.") @Nullable
            String version,

            @JsonPropertyDescription("Size of its files, such as 12Mi.") @Nullable
            String dbSize,

            @JsonPropertyDescription("What of it is in use, such as 9Mi.") @Nullable
            String dbSizeInUse,

            @JsonPropertyDescription(
                    "About how many log entries it is behind the leader: 0 below a hundred, then 100, 1000, 10000 ...")
            @Nullable
            Long lag,

            @JsonPropertyDescription("Node on which its Pod runs.") @Nullable
            String node) {}

    /** How often members had to be replaced. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Repairs(
            @JsonPropertyDescription("How many within an hour of one another.") @Required
            Integer count,

            @JsonPropertyDescription("When the last one was, in RFC 3339.") @Required
            String lastTime,

            @JsonPropertyDescription(
                    "The last member that was replaced: it counts once, whatever becomes of the operator.")
            @Nullable
            String lastMember) {}

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

    /** A restore in place that is under way. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Restore(
            @JsonPropertyDescription("UID of the EtcdRestore.") @Required
            String uid,

            @JsonPropertyDescription("Name of the EtcdRestore.") @Required
            String name,

            @JsonPropertyDescription("The member whose volume is filled from the backup.") @Required
            String seed,

            @JsonPropertyDescription("clusterId of the cluster that is set aside, for the case that it comes back.")
            @Required
            String clusterId,

            @JsonPropertyDescription(
                    "Filling: the cluster serves, and the seed's volume is filled. Stopping: all members are stopped. Growing: the"
                            + " seed is the cluster, and members are added. Reverting: the seed goes, and the cluster comes back.")
            @Required
            RestoreStage stage) {

        /** The same restore, further on. */
        public Restore at(RestoreStage next) {
            return new Restore(uid, name, seed, clusterId, next);
        }
    }

    /** How far a restore in place is. */
    public enum RestoreStage {
        /** The cluster serves as before, and the volume of a new member is filled. */
        @JsonProperty("Filling")
        FILLING,
        /** All members are set aside and stopped; they keep their volumes. */
        @JsonProperty("Stopping")
        STOPPING,
        /** There is no way back: the filled member is the cluster, and others join it. */
        @JsonProperty("Growing")
        GROWING,
        /** The filled member goes and the members that were set aside come back. */
        @JsonProperty("Reverting")
        REVERTING
    }
}
