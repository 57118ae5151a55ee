/** Puts the operator together: settings, leader election, the process. */
@NullMarked
package dev.etcetera.operator.app;

import org.jspecify.annotations.NullMarked;
