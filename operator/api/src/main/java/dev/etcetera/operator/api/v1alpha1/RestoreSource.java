package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What is restored. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "(has(self.backupName) ? 1 : 0) + (has(self.scheduleName) ? 1 : 0) + (has(self.store) ? 1 : 0) == 1",
        message = "what is restored is one of backupName, scheduleName and store")
@ValidationRule(
        value = "has(self.store) == (has(self.path) || has(self.snapshotFile))"
                + " && !(has(self.path) && has(self.snapshotFile))",
        message = "a store goes with one of path and snapshotFile, and these with a store",
        fieldPath = ".store")
@ValidationRule(
        value = "!(has(self.revision) && has(self.time))",
        message = "revision and time exclude each other",
        fieldPath = ".time")
@ValidationRule(
        value = "!(has(self.snapshotFile) || has(self.backupName)) || !(has(self.revision) || has(self.time))",
        message = "revision and time are found in a chain of backups: give scheduleName, or store and path",
        fieldPath = ".revision")
public record RestoreSource(
        @JsonPropertyDescription("Name of an EtcdBackup in the same namespace.") @Size(min = 1, max = 52) @Nullable
        String backupName,

        @JsonPropertyDescription("Name of an EtcdBackupSchedule in the same namespace: its newest backup, or a moment.")
        @Size(min = 1, max = 38)
        @Nullable
        String scheduleName,

        @JsonPropertyDescription("Where the backup is, when no resource of this Kubernetes cluster tells.") @Nullable
        BackupStoreSpec store,

        @JsonPropertyDescription("Folder in the store: of a schedule's backups, or of one backup.")
        @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?$")
        @Size(max = 512)
        @Nullable
        String path,

        @JsonPropertyDescription("File in the store that `etcdctl snapshot save` wrote, of any etcd.")
        @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?$")
        @Size(max = 512)
        @Nullable
        String snapshotFile,

        @JsonPropertyDescription("Everything up to this revision.") @Min(1) @Nullable
        Long revision,

        @JsonPropertyDescription("Everything that was there at this time, in RFC 3339.")
        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$")
        @Size(max = 32)
        @Nullable
        String time) {}
