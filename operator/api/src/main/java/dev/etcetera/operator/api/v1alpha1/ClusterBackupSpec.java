package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** Backups that are taken before something that could go wrong, and waited for. When they are taken otherwise, an EtcdBackupSchedule says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterBackupSpec(
        @JsonPropertyDescription("Where they are kept.") @Required
        BackupStoreSpec store,

        @JsonPropertyDescription("Before the first member gets another spec.version.") @Required @Default("true")
        Boolean beforeUpgrade,

        @JsonPropertyDescription("Before all members are stopped (spec.replicas: 0).") @Required @Default("true")
        Boolean beforeHibernation,

        @JsonPropertyDescription(
                "So many of those that succeeded stay, also when the EtcdCluster is deleted: the newest. Older ones are deleted"
                        + " with what they stored.")
        @Required
        @Default("3")
        @Min(1)
        @Max(100)
        Integer keep) {}
