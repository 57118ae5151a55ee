/** Tests of the propose package. */
@NullMarked
package dev.etcetera.server.propose;

import org.jspecify.annotations.NullMarked;
