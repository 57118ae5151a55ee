/** Raft snapshots on disk (`.snap`): what the log up to an index amounts to. Files are etcd's own, byte for byte. */
@NullMarked
package dev.etcetera.snap;

import org.jspecify.annotations.NullMarked;
