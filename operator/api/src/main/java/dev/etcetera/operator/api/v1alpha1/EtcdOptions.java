package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A closed set of settings of the etcd process; what is absent has etcd's own default. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "(has(self.electionTimeoutMillis) ? self.electionTimeoutMillis : 1000)"
                + " >= 5 * (has(self.heartbeatIntervalMillis) ? self.heartbeatIntervalMillis : 100)",
        message = "spec.options.electionTimeoutMillis must be at least five times heartbeatIntervalMillis",
        fieldPath = ".electionTimeoutMillis")
@ValidationRule(
        value = "has(self.autoCompactionMode) == has(self.autoCompactionRetention)",
        message = "spec.options.autoCompactionMode and autoCompactionRetention go together",
        fieldPath = ".autoCompactionRetention")
public record EtcdOptions(
        @JsonPropertyDescription("Size of the data at which writes are refused with NOSPACE, in bytes.")
        @Min(1_048_576)
        @Nullable
        Long quotaBackendBytes,

        @JsonPropertyDescription("How old revisions are compacted: by age (periodic) or by number (revision).")
        @Nullable
        CompactionMode autoCompactionMode,

        @JsonPropertyDescription("What is kept: an age such as 30m or 1h, or a number of revisions.")
        @Pattern("^[0-9]+(h|m|s)?$")
        @Nullable
        String autoCompactionRetention,

        @JsonPropertyDescription("Applied entries after which a snapshot of the store is taken.") @Min(100) @Nullable
        Long snapshotCount,

        @JsonPropertyDescription("Largest request that is accepted, in bytes.") @Min(1_024) @Max(134_217_728) @Nullable
        Long maxRequestBytes,

        @JsonPropertyDescription("Interval of the leader's heartbeats, in milliseconds.")
        @Min(10)
        @Max(10_000)
        @Nullable
        Integer heartbeatIntervalMillis,

        @JsonPropertyDescription("Time without a leader before an election, in milliseconds.")
        @Min(50)
        @Max(50_000)
        @Nullable
        Integer electionTimeoutMillis,

        @JsonPropertyDescription("Least level of what is logged.") @Nullable
        LogLevel logLevel) {

    /** How old revisions are compacted. */
    public enum CompactionMode {
        @JsonProperty("periodic")
        PERIODIC,
        @JsonProperty("revision")
        REVISION
    }

    /** Least level of what is logged. */
    public enum LogLevel {
        @JsonProperty("debug")
        DEBUG,
        @JsonProperty("info")
        INFO,
        @JsonProperty("warn")
        WARN,
        @JsonProperty("error")
        ERROR
    }
}
