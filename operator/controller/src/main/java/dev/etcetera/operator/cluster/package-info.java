/** The reconciler of EtcdCluster: calls observe, plan, execute and status in turn and decides nothing itself. */
@NullMarked
package dev.etcetera.operator.cluster;

import org.jspecify.annotations.NullMarked;
