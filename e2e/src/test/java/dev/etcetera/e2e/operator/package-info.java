/** The operator on a real Kubernetes, judged by kubectl's answers and by an unmodified etcdctl. */
@NullMarked
package dev.etcetera.e2e.operator;

import org.jspecify.annotations.NullMarked;
