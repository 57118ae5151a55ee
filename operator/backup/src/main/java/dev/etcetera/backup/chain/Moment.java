package dev.etcetera.backup.chain;

/**
 * When a change was seen.
 *
 * @param revision of the last change of several that came together
 * @param epochMillis when they came, by the clock of the program that writes the backup
 */
public record Moment(long revision, long epochMillis) {}
