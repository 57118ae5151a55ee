package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When, where to, and how long it is kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.clusterName == oldSelf.clusterName && self.store == oldSelf.store",
        message = "spec.clusterName and spec.store of an EtcdBackupSchedule never change: create another one")
public record EtcdBackupScheduleSpec(
        @JsonPropertyDescription("Name of the EtcdCluster, in the same namespace.")
        @Required
        @Size(min = 1, max = 40)
        @PrinterColumn(name = "Cluster")
        String clusterName,

        @JsonPropertyDescription(
                "When full backups are taken, in the five fields of cron (minute, hour, day of the month, month, day of the"
                        + " week), or @hourly, @daily, @weekly, @monthly.")
        @Required
        @Size(min = 6, max = 128)
        @PrinterColumn(name = "Schedule")
        String schedule,

        @JsonPropertyDescription("Time zone of the schedule, such as Europe/Berlin.")
        @Required
        @Default("Etc/UTC")
        @Size(min = 1, max = 64)
        String timeZone,

        @JsonPropertyDescription("Nothing begins as long as this is true; what runs goes on to its end.") @Nullable
        Boolean suspend,

        @JsonPropertyDescription(
                "What happens when it is time and the one before still runs: Forbid leaves it out, Replace ends the one"
                        + " before, Allow lets both run.")
        @Required
        @Default("Forbid")
        ConcurrencyPolicy concurrencyPolicy,

        @JsonPropertyDescription(
                "A backup that was missed is caught up on, once, if it is no later than this; without it, however late.")
        @Min(10)
        @Max(2_592_000)
        @Nullable
        Integer startingDeadlineSeconds,

        @JsonPropertyDescription("Where backups are kept.") @Required
        BackupStoreSpec store,

        @JsonPropertyDescription("Which backups are kept; without it, all.") @Nullable
        RetentionSpec retention,

        @JsonPropertyDescription("With it, changes between full backups are stored all the time.") @Nullable
        ContinuousSpec continuous,

        @JsonPropertyDescription("How long, how often and how fast each backup is tried.") @Nullable
        BackupLimits limits,

        @JsonPropertyDescription("With it, it is tried from time to time whether the newest of it can be restored.")
        @Nullable
        DrillSpec drill) {

    /** What happens when it is time and the one before still runs. */
    public enum ConcurrencyPolicy {
        @JsonProperty("Forbid")
        FORBID,
        @JsonProperty("Replace")
        REPLACE,
        @JsonProperty("Allow")
        ALLOW
    }
}
