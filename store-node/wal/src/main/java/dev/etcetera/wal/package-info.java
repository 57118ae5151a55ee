/** The write-ahead log: what raft has promised, on disk before anybody is told. Files are etcd's own, byte for byte. */
@NullMarked
package dev.etcetera.wal;

import org.jspecify.annotations.NullMarked;
