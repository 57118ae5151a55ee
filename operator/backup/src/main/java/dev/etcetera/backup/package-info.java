/**
 * A backup's way from a member to where it is kept, and back: its objects, what says that it is whole, and the two kinds of
 * stores. Knows nothing of Kubernetes. Run as a program of its own ({@link dev.etcetera.backup.Main}), near the data.
 */
@NullMarked
package dev.etcetera.backup;

import org.jspecify.annotations.NullMarked;
