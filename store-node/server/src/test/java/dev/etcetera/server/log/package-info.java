/** Tests of log lines. */
@NullMarked
package dev.etcetera.server.log;

import org.jspecify.annotations.NullMarked;
