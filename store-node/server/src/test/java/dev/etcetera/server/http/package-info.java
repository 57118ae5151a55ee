/** Tests of the client port. */
@NullMarked
package dev.etcetera.server.http;

import org.jspecify.annotations.NullMarked;
