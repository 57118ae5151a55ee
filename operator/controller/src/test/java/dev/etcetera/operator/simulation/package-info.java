/** A model of Kubernetes and of an etcd cluster, in which the planner and the status builders run by the thousand. */
@NullMarked
package dev.etcetera.operator.simulation;

import org.jspecify.annotations.NullMarked;
