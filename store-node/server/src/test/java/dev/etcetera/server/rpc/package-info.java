/** Tests of the rpc package. */
@NullMarked
package dev.etcetera.server.rpc;

import org.jspecify.annotations.NullMarked;
