/**
 * The member's metrics under etcd's names, with what collects and prints them. Our own few classes instead of a client
 * library: etcd has gauges whose names end in {@code _total}, which the libraries refuse.
 */
@NullMarked
package dev.etcetera.server.metrics;

import org.jspecify.annotations.NullMarked;
