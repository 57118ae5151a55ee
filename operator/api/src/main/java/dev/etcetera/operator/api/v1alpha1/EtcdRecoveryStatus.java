package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a recovery: also long afterwards. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdRecoveryStatus(
        @JsonPropertyDescription("Where the recovery is: Succeeded, Failed and Rejected are final.")
        @PrinterColumn(name = "Phase")
        @Nullable
        RequestPhase phase,

        @JsonPropertyDescription("The member whose data the cluster goes on with.")
        @PrinterColumn(name = "Survivor")
        @Nullable
        String survivor,

        @JsonPropertyDescription("What was seen of each member when it was decided.") @Nullable
        List<Candidate> candidates,

        @JsonPropertyDescription("When it was decided, in RFC 3339.") @Nullable
        String startTime,

        @JsonPropertyDescription("When it came to its end, in RFC 3339.") @Nullable
        String completionTime,

        @JsonPropertyDescription("What happens, or why nothing does, in a sentence.")
        @PrinterColumn(name = "Message", priority = 1)
        @Nullable
        String message,

        @JsonPropertyDescription("Complete: true when the recovery is over, with the phase as its reason.") @Nullable
        List<Condition> conditions) {

    /** What was seen of a member. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Candidate(
            @JsonPropertyDescription("Name of the member.") @Required
            String member,

            @JsonPropertyDescription("Answers, Silent (it may come back by itself) or Lost (it cannot).") @Required
            String state,

            @JsonPropertyDescription("Its Raft term.") @Nullable
            Long raftTerm,

            @JsonPropertyDescription("Index of the last entry of its log that it knows to be committed.") @Nullable
            Long committedIndex,

            @JsonPropertyDescription("Index of the last entry that it has applied.") @Nullable
            Long appliedIndex,

            @JsonPropertyDescription("Why it does not answer.") @Nullable
            String why) {}
}
