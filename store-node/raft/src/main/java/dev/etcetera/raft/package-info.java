/** The Raft state machine: decides, never acts. */
@NullMarked
package dev.etcetera.raft;

import org.jspecify.annotations.NullMarked;
