/** Tests of the consensus package. */
@NullMarked
package dev.etcetera.server.consensus;

import org.jspecify.annotations.NullMarked;
