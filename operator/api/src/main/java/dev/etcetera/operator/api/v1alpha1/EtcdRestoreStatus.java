package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a restore in place: also long afterwards. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdRestoreStatus(
        @JsonPropertyDescription("Where the restore is: Succeeded, Failed and Rejected are final.")
        @PrinterColumn(name = "Phase")
        @Nullable
        RequestPhase phase,

        @JsonPropertyDescription("The member whose volume is filled, and which the others join.") @Nullable
        String seed,

        @JsonPropertyDescription("The EtcdBackup of what the cluster had before.")
        @PrinterColumn(name = "Backup")
        @Nullable
        String backup,

        @JsonPropertyDescription(
                "What was restored, as the program said it: the backup, the revision, and when that was seen.")
        @Nullable
        String restored,

        @JsonPropertyDescription("When it began, in RFC 3339.") @Nullable
        String startTime,

        @JsonPropertyDescription("When it came to its end, in RFC 3339.") @Nullable
        String completionTime,

        @JsonPropertyDescription("What happens, or why nothing does, in a sentence.")
        @PrinterColumn(name = "Message", priority = 1)
        @Nullable
        String message,

        @JsonPropertyDescription("Complete: true when the restore is over, with the phase as its reason.") @Nullable
        List<Condition> conditions) {}
