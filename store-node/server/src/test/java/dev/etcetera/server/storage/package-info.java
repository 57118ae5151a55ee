/** Tests of the storage package. */
@NullMarked
package dev.etcetera.server.storage;

import org.jspecify.annotations.NullMarked;
