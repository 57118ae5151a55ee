package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a schedule. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdBackupScheduleStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Folder of its backups in the store: what a restore from it needs.") @Nullable
        String path,

        @JsonPropertyDescription("The time for which a backup began last, in RFC 3339.") @Nullable
        String lastScheduleTime,

        @JsonPropertyDescription("When it is time again, in RFC 3339.")
        @PrinterColumn(name = "Next", priority = 1)
        @Nullable
        String nextScheduleTime,

        @JsonPropertyDescription("When the newest full backup that is stored was complete, in RFC 3339.") @Nullable
        String lastSuccessfulTime,

        @JsonPropertyDescription("Folder of the newest full backup that is stored.") @Nullable
        String lastBackup,

        @JsonPropertyDescription("The EtcdBackups that are under way.") @Nullable
        List<String> active,

        @JsonPropertyDescription("How far continuous backup is.") @Nullable
        Continuous continuous,

        @JsonPropertyDescription("What the last drill showed.") @Nullable
        Drill drill,

        @JsonPropertyDescription("Ready: whether the last backup succeeded and is no older than it should be.")
        @Nullable
        List<Condition> conditions) {

    /** What became of a restore that was tried. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Drill(
            @JsonPropertyDescription("The time for which it began, in RFC 3339.") @Required
            String scheduleTime,

            @JsonPropertyDescription("Whether all that is stored came back as it was.") @Required
            Boolean succeeded,

            @JsonPropertyDescription("How long it took.") @Nullable
            Long seconds,

            @JsonPropertyDescription("Revision of the last change that came back.") @Nullable
            Long revision,

            @JsonPropertyDescription("How many keys there were then.") @Nullable
            Long keys,

            @JsonPropertyDescription("What was compared, or what went wrong, in a sentence.") @Required
            String message) {}

    /** How far continuous backup is: rounded, so that it moves only when there is something to see. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Continuous(
            @JsonPropertyDescription("Everything up to about this time is stored, in RFC 3339, to the minute.")
            @Required
            String storedTime,

            @JsonPropertyDescription("And everything up to about this revision.") @Required
            Long revision) {}
}
