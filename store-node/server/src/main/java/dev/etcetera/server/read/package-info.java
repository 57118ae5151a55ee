/** Linearizable reads: asks Raft for an index that all earlier writes are below, and waits until it is applied. */
@NullMarked
package dev.etcetera.server.read;

import org.jspecify.annotations.NullMarked;
