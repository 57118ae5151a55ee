/**
 * Objects and where they are kept: a bucket or a directory, and what lies over it, which compresses, encrypts and slows down.
 * Knows nothing of what the objects are, but for which of them are read first.
 */
@NullMarked
package dev.etcetera.backup.store;

import org.jspecify.annotations.NullMarked;
