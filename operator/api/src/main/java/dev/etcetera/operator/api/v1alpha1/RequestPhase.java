package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where something is that a user asked for once, and that is done once. */
public enum RequestPhase {
    /** It is not decided yet. */
    @JsonProperty("Pending")
    PENDING,
    /** It is decided and under way. */
    @JsonProperty("Running")
    RUNNING,
    /** It is done. */
    @JsonProperty("Succeeded")
    SUCCEEDED,
    /** It began and cannot go on. */
    @JsonProperty("Failed")
    FAILED,
    /** It never began: nothing was touched. */
    @JsonProperty("Rejected")
    REJECTED;

    /** Whether nothing more happens. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == REJECTED;
    }

    /** The phase as the status shows it. */
    public String word() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
