package dev.etcetera.operator.backup;

/** The image in which the backup program is: the operator's own. */
public record BackupImage(String name) {}
