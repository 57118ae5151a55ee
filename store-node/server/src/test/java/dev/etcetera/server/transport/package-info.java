/** Tests of the peer protocol: bytes against those that Go's members write, and both ends against each other. */
@NullMarked
package dev.etcetera.server.transport;

import org.jspecify.annotations.NullMarked;
