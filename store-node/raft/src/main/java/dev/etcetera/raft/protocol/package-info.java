/** The values Raft speaks in: entries, messages, durable state, configurations. */
@NullMarked
package dev.etcetera.raft.protocol;

import org.jspecify.annotations.NullMarked;
