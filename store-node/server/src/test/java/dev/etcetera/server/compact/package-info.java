/** Tests of the compact package. */
@NullMarked
package dev.etcetera.server.compact;

import org.jspecify.annotations.NullMarked;
