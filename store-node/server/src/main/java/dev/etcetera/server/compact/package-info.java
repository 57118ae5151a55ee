/** Automatic compaction: when the history of all keys is cut off, and at which revision. */
@NullMarked
package dev.etcetera.server.compact;

import org.jspecify.annotations.NullMarked;
