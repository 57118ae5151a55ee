package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which cluster is backed up, and where to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.clusterName == oldSelf.clusterName && self.store == oldSelf.store"
                + " && has(self.path) == has(oldSelf.path) && (!has(self.path) || self.path == oldSelf.path)"
                + " && has(self.limits) == has(oldSelf.limits) && (!has(self.limits) || self.limits == oldSelf.limits)",
        message = "the spec of an EtcdBackup never changes, but for deletionPolicy: create another one")
public record EtcdBackupSpec(
        @JsonPropertyDescription("Name of the EtcdCluster, in the same namespace.")
        @Required
        @Size(min = 1, max = 40)
        @PrinterColumn(name = "Cluster")
        String clusterName,

        @JsonPropertyDescription("Where it is kept.") @Required
        BackupStoreSpec store,

        @JsonPropertyDescription(
                "Folder of the backup in the store; NAMESPACE/CLUSTER/NAME when it is left out. Nobody writes over what another"
                        + " EtcdBackup wrote.")
        @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?$")
        @Size(max = 512)
        @Nullable
        String path,

        @JsonPropertyDescription(
                "What becomes of what is stored when the EtcdBackup is deleted: Retain keeps it, Delete removes it.")
        @Required
        @Default("Retain")
        RetentionPolicy deletionPolicy,

        @JsonPropertyDescription("How long, how often and how fast it is tried.") @Nullable
        BackupLimits limits) {}
