/** What a leader knows about each member: progress, flow control, votes. */
@NullMarked
package dev.etcetera.raft.tracker;

import org.jspecify.annotations.NullMarked;
