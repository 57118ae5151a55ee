/** Tests of the package of the same name. */
@NullMarked
package dev.etcetera.server.corruption;

import org.jspecify.annotations.NullMarked;
