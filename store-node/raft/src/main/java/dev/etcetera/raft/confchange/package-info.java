/** Membership changes, simple and joint, as functions from one configuration to the next. */
@NullMarked
package dev.etcetera.raft.confchange;

import org.jspecify.annotations.NullMarked;
