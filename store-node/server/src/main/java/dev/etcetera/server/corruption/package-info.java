/** Members compare hashes of what they hold, and raise an alarm when they differ. */
@NullMarked
package dev.etcetera.server.corruption;

import org.jspecify.annotations.NullMarked;
