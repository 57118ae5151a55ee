package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the volumes of a deleted cluster. */
public enum RetentionPolicy {
    /** They stay. A later cluster never adopts them, not even one of the same name. */
    @JsonProperty("Retain")
    RETAIN,
    /** They are removed with the cluster. */
    @JsonProperty("Delete")
    DELETE
}
