/** Whole clusters on one clock, with faults drawn from a seed. */
@NullMarked
package dev.etcetera.raft.simulation;

import org.jspecify.annotations.NullMarked;
