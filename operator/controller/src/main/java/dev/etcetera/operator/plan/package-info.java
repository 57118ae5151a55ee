/** What is to be done about it: pure functions from what was observed to steps and findings. */
@NullMarked
package dev.etcetera.operator.plan;

import org.jspecify.annotations.NullMarked;
