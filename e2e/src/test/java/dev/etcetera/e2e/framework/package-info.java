/** Real member processes and other people's programs, for tests. */
@NullMarked
package dev.etcetera.e2e.framework;

import org.jspecify.annotations.NullMarked;
