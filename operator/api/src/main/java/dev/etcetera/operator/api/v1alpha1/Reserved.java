package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A field whose name is taken for a later release: whatever a user writes below it is seen by a rule, and refused. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Reserved() {}
