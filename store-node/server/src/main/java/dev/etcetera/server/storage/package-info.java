/** What a member keeps on disk: its folders, the raft log over the WAL, the consistent index. */
@NullMarked
package dev.etcetera.server.storage;

import org.jspecify.annotations.NullMarked;
