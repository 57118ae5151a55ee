/** What Raft itself costs, without disk and network. */
@NullMarked
package dev.etcetera.raft.bench;

import org.jspecify.annotations.NullMarked;
