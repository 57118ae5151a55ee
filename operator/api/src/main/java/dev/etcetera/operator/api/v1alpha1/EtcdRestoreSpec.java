package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which cluster goes back, and to what. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self == oldSelf",
        message = "the spec of an EtcdRestore never changes: what it asks for is done once. Create another one")
@ValidationRule(
        value = "self.backupFirst || !has(self.backupStore)",
        message = "backupStore is for the backup that comes first, and backupFirst is false",
        fieldPath = ".backupStore")
public record EtcdRestoreSpec(
        @JsonPropertyDescription("Name of the EtcdCluster, in the same namespace. What it has now is given up.")
        @Required
        @Size(min = 1, max = 40)
        @PrinterColumn(name = "Cluster")
        String clusterName,

        @JsonPropertyDescription("What the cluster goes back to.") @Required
        RestoreSource source,

        @JsonPropertyDescription(
                "Whether what the cluster has now is backed up first, and that waited for. Without, also a cluster that lost all"
                        + " members can be restored.")
        @Required
        @Default("true")
        Boolean backupFirst,

        @JsonPropertyDescription("Where that backup is kept; where the source is, when it is left out.") @Nullable
        BackupStoreSpec backupStore,

        @JsonPropertyDescription(
                "By how much the revision goes up, with everything before that compacted: whoever watches, or reads at a"
                        + " revision, notices that the past is another one. 0 leaves it as the backup has it.")
        @Required
        @Default("1000000000")
        @Min(0)
        @Max(1_000_000_000_000_000L)
        Long bumpRevision) {}
