/** The key-value file under the MVCC store: ordered buckets, one writer, lock-free readers. The only owner of Xodus. */
@NullMarked
package dev.etcetera.backend;

import org.jspecify.annotations.NullMarked;
