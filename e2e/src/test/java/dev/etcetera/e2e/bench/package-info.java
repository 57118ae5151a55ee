/** etcd's own load generator against Go etcd and us, side by side in one run. */
@NullMarked
package dev.etcetera.e2e.bench;

import org.jspecify.annotations.NullMarked;
