/** Who is in the cluster: members, their ids, the changes to them, and how etcd writes all that down. */
@NullMarked
package dev.etcetera.server.cluster;

import org.jspecify.annotations.NullMarked;
