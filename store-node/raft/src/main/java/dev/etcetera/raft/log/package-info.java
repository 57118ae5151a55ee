/** The replicated log: what is stable, what is not yet, what is committed and applied. */
@NullMarked
package dev.etcetera.raft.log;

import org.jspecify.annotations.NullMarked;
