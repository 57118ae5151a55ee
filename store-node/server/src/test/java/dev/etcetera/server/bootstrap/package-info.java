/** Tests of the bootstrap package. */
@NullMarked
package dev.etcetera.server.bootstrap;

import org.jspecify.annotations.NullMarked;
