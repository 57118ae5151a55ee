/**
 * From a backup, and the changes behind it, back to a database: as a file, or as the data directory of a member of a new
 * cluster.
 */
@NullMarked
package dev.etcetera.backup.restore;

import org.jspecify.annotations.NullMarked;
