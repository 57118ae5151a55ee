/** The member's metrics under etcd's names, but for those that the packages which feed them register themselves. */
@NullMarked
package dev.etcetera.server.metrics;

import org.jspecify.annotations.NullMarked;
