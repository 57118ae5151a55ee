/** The store node, as a process, judged by etcdctl, jetcd, Go's client and etcd's own tools. */
@NullMarked
package dev.etcetera.e2e.store;

import org.jspecify.annotations.NullMarked;
