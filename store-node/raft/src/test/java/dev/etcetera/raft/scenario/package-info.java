/** Scenarios written down as text: a command, and the whole trace that it must leave. */
@NullMarked
package dev.etcetera.raft.scenario;

import org.jspecify.annotations.NullMarked;
