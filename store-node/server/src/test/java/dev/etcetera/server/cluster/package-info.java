/** Tests of membership: ids and JSON against those of Go's members, and what changes mean. */
@NullMarked
package dev.etcetera.server.cluster;

import org.jspecify.annotations.NullMarked;
