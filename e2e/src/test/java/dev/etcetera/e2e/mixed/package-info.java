/** Go etcd 3.7 members and ours in one cluster: what a live migration relies on. */
@NullMarked
package dev.etcetera.e2e.mixed;

import org.jspecify.annotations.NullMarked;
