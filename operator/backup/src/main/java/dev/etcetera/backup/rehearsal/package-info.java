/** A backup and a restore with a played member and a played bucket: what a JVM learns from, for those that come after it. */
@NullMarked
package dev.etcetera.backup.rehearsal;

import org.jspecify.annotations.NullMarked;
