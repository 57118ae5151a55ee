/** The MVCC store: revisions, the key index, ranges at any revision, compaction, hashes and watch. */
@NullMarked
package dev.etcetera.mvcc;

import org.jspecify.annotations.NullMarked;
