/** Asks members over etcd's own API how they are. The only package of the operator that knows gRPC. */
@NullMarked
package dev.etcetera.operator.member;

import org.jspecify.annotations.NullMarked;
