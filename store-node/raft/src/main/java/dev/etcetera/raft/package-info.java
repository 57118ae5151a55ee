/** The Raft state machine: decides, never acts. {@link dev.etcetera.raft.RawNode} is the door. */
@NullMarked
package dev.etcetera.raft;

import org.jspecify.annotations.NullMarked;
