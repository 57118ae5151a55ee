package dev.etcetera.operator.resources;

/**
 * What a drill runs.
 *
 * @param program image of the program that restores and looks
 * @param member image of the member
 */
public record DrillImages(String program, String member) {}
