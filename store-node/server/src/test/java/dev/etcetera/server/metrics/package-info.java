/** Tests of metrics. */
@NullMarked
package dev.etcetera.server.metrics;

import org.jspecify.annotations.NullMarked;
