package dev.etcetera.operator.observe;

import java.util.Optional;

/**
 * A volume claim.
 *
 * @param own whether it was made for this very life of the member
 * @param lost why what it holds can never be reached again, if that is certain
 * @param size how large its volume is, and is to be
 */
public record ClaimView(String name, boolean own, boolean terminating, Optional<String> lost, VolumeSize size) {}
