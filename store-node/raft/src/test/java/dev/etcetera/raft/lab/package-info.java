/** A few nodes on a table: everything happens by hand, in order, and can be looked at. */
@NullMarked
package dev.etcetera.raft.lab;

import org.jspecify.annotations.NullMarked;
