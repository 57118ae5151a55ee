package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is needed to make the member's Pod and volume again, whatever the EtcdCluster says by then. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.clusterName == oldSelf.clusterName && self.clusterUid == oldSelf.clusterUid"
                + " && self.serial == oldSelf.serial && self.initialCluster == oldSelf.initialCluster"
                + " && self.initialClusterState == oldSelf.initialClusterState"
                + " && has(self.restore) == has(oldSelf.restore)"
                + " && (!has(self.restore) || self.restore == oldSelf.restore)",
        message = "the identity of a member never changes")
@ValidationRule(
        value = "!has(oldSelf.leaving) || !oldSelf.leaving || (has(self.leaving) && self.leaving)",
        message = "a member that leaves never comes back",
        fieldPath = ".leaving")
@ValidationRule(
        value = "!has(oldSelf.recovery) || oldSelf.recovery.part != 'GivenUp' || (has(self.recovery)"
                + " && (self.recovery == oldSelf.recovery || self.recovery.part == 'Spared'))",
        message = "a member that a recovery gave up never comes back",
        fieldPath = ".recovery")
public record EtcdMemberSpec(
        @JsonPropertyDescription("Name of the EtcdCluster.") @Required @PrinterColumn(name = "Cluster")
        String clusterName,

        @JsonPropertyDescription("UID of the EtcdCluster; the cluster token of its members.") @Required
        String clusterUid,

        @JsonPropertyDescription("Serial number of the member, never given again in this cluster.") @Required @Min(1)
        Integer serial,

        @JsonPropertyDescription("Image of the member.") @Required
        String image,

        @JsonPropertyDescription(
                "The members that the cluster was bootstrapped with, or for one that joins those that it finds, and"
                        + " itself.")
        @Required
        List<InitialMember> initialCluster,

        @JsonPropertyDescription(
                "new for a member that the cluster was bootstrapped with, existing for one that joins.")
        @Required
        @Default("new")
        InitialClusterState initialClusterState,

        @JsonPropertyDescription(
                "Set when it is decided that the member leaves the cluster; never taken back. Then its membership ends,"
                        + " its Pod, its volume and this resource.")
        @Nullable
        Boolean leaving,

        @JsonPropertyDescription("The member's volume.") @Required
        StorageSpec storage,

        @JsonPropertyDescription("CPU and memory of the member.") @Nullable
        ResourceSpec resources,

        @JsonPropertyDescription("Where the Pod runs and how it is labelled.") @Nullable
        PodSpecExtras pod,

        @JsonPropertyDescription("Settings of the etcd process.") @Nullable
        EtcdOptions options,

        @JsonPropertyDescription("The Secrets that secure its connections; none when they are in the clear.") @Nullable
        MemberTls tls,

        @JsonPropertyDescription("What an EtcdRecovery or an EtcdRestore makes of the member.") @Nullable
        MemberRecovery recovery,

        @JsonPropertyDescription("What its volume is filled with before the member starts for the first time.")
        @Nullable
        MemberRestore restore) {

    /** A backup, or a moment in a chain of them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MemberRestore(
            @JsonPropertyDescription("Image of the program that restores.") @Required
            String image,

            @JsonPropertyDescription("Where it is.") @Required
            BackupStoreSpec store,

            @JsonPropertyDescription("Folder of a chain or of one backup.") @Nullable
            String path,

            @JsonPropertyDescription("A file that `etcdctl snapshot save` wrote.") @Nullable
            String snapshotFile,

            @JsonPropertyDescription("Everything up to this revision.") @Nullable
            Long revision,

            @JsonPropertyDescription("Everything that was there at this time, in RFC 3339.") @Nullable
            String time,

            @JsonPropertyDescription(
                    "By how much the revision goes up, with everything before that compacted, so that whoever watches notices.")
            @Nullable
            Long bumpRevision) {

        /** The same with a revision that is so much higher. */
        public MemberRestore bumped(long by) {
            return new MemberRestore(image, store, path, snapshotFile, revision, time, by);
        }
    }

    /** How a member with an empty volume begins. */
    public enum InitialClusterState {
        /** It forms a new cluster with its fellows. */
        @JsonProperty("new")
        NEW,
        /** It joins a cluster that runs. */
        @JsonProperty("existing")
        EXISTING
    }

    /** A member's part in a recovery from the loss of the quorum, or in a restore in place. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MemberRecovery(
            @JsonPropertyDescription("UID of the EtcdRecovery or EtcdRestore.") @Required
            String uid,

            @JsonPropertyDescription(
                    "GivenUp: it never runs again, and its volume follows the retention policy. Spared: it was given up too early, and leaves as any member does. Forced: its Pod is made with"
                            + " --force-new-cluster. Alone: it was, and its Pod is made without again. SetAside: it does not run until a restore in place"
                            + " succeeded, and then it is given up, or was called off.")
            @Required
            Part part) {}

    /** What a recovery or a restore makes of a member. */
    public enum Part {
        /** The cluster goes on without it. */
        @JsonProperty("GivenUp")
        GIVEN_UP,
        /** It was given up, and a quorum came back before anything was forced: it leaves as any member does. */
        @JsonProperty("Spared")
        SPARED,
        /** It becomes a cluster of one. */
        @JsonProperty("Forced")
        FORCED,
        /** It is a cluster of one. */
        @JsonProperty("Alone")
        ALONE,
        /** A restore in place goes on without it; it comes back if that is called off. */
        @JsonProperty("SetAside")
        SET_ASIDE;

        /** The part as the resource shows it. */
        public String word() {
            return switch (this) {
                case GIVEN_UP -> "GivenUp";
                case SPARED -> "Spared";
                case FORCED -> "Forced";
                case ALONE -> "Alone";
                case SET_ASIDE -> "SetAside";
            };
        }
    }

    /** The Secrets of type kubernetes.io/tls, with ca.crt, that a member reads. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MemberTls(
            @JsonPropertyDescription("What it shows to clients, and what verifies them.") @Required
            String serverSecret,

            @JsonPropertyDescription("What it shows to its peers, and what verifies them.") @Required
            String peerSecret,

            @JsonPropertyDescription("A name that the certificate of each peer must bear.") @Nullable
            String peerName) {}

    /** A member of the bootstrap list. */
    public record InitialMember(
            @JsonPropertyDescription("Name of the member.") @Required
            String name,

            @JsonPropertyDescription("URL at which its peers reach it.") @Required
            String peerUrl) {}
}
