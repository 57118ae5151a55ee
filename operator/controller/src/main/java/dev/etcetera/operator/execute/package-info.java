/** Does what was planned; the only package that changes anything in Kubernetes. */
@NullMarked
package dev.etcetera.operator.execute;

import org.jspecify.annotations.NullMarked;
