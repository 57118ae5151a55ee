/** Tests of the apply package. */
@NullMarked
package dev.etcetera.server.apply;

import org.jspecify.annotations.NullMarked;
