/** Many clusters on one API server: their Pods and members are played, the operator is real. */
@NullMarked
package dev.etcetera.e2e.many;

import org.jspecify.annotations.NullMarked;
