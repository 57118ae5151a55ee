/** bbolt database files, read and written: the form in which etcd's snapshots travel. Knows nothing of etcd. */
@NullMarked
package dev.etcetera.bbolt;

import org.jspecify.annotations.NullMarked;
