package dev.etcetera.operator.observe;

/**
 * A volume claim.
 *
 * @param own whether it was made for this very life of the member
 */
public record ClaimView(String name, boolean own, boolean terminating) {}
