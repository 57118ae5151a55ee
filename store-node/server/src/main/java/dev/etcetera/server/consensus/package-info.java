/** The raft thread and the apply thread: performs what the Raft state machine decides, and hands committed entries on. */
@NullMarked
package dev.etcetera.server.consensus;

import org.jspecify.annotations.NullMarked;
