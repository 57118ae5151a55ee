package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which backups are kept: those that any of the rules keeps, and always the newest. Days, weeks and months are those of UTC. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.last) || has(self.days) || has(self.daily) || has(self.weekly) || has(self.monthly)",
        message = "say what is kept: at least one of last, days, daily, weekly and monthly")
public record RetentionSpec(
        @JsonPropertyDescription("So many of the newest.") @Min(1) @Nullable
        Integer last,

        @JsonPropertyDescription("Those that are no older than so many days.") @Min(1) @Nullable
        Integer days,

        @JsonPropertyDescription("One of each of so many days on which there was one.") @Min(1) @Nullable
        Integer daily,

        @JsonPropertyDescription("One of each of so many weeks.") @Min(1) @Nullable
        Integer weekly,

        @JsonPropertyDescription("One of each of so many months.") @Min(1) @Nullable
        Integer monthly) {}
