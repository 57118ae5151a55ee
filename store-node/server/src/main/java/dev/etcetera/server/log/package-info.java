/** Zap-shaped log lines: one JSON object (or one console line) per event, on stderr, stdout or files. */
@NullMarked
package dev.etcetera.server.log;

import org.jspecify.annotations.NullMarked;
