/**
 * A backup's way from a member to where it is kept, and back, as a program ({@link dev.etcetera.backup.Main}) that runs near the
 * data: here are its commands and their options. They take what {@code member} is asked for into a {@code store}, where it is a
 * {@code chain} of backups and changes, and {@code restore} makes databases of it. Knows nothing of Kubernetes.
 */
@NullMarked
package dev.etcetera.backup;

import org.jspecify.annotations.NullMarked;
