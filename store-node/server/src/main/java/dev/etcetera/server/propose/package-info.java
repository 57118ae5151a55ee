/** The way of a request into Raft and of its answer back: admission, ids, deadlines. */
@NullMarked
package dev.etcetera.server.propose;

import org.jspecify.annotations.NullMarked;
