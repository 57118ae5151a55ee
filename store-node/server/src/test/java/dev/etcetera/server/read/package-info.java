/** Tests of the read package. */
@NullMarked
package dev.etcetera.server.read;

import org.jspecify.annotations.NullMarked;
