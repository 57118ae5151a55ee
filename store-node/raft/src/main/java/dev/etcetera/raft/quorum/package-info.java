/** Quorum mathematics: majorities and joint majorities, as pure functions. */
@NullMarked
package dev.etcetera.raft.quorum;

import org.jspecify.annotations.NullMarked;
