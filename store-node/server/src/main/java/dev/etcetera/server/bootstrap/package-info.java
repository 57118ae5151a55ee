/** Puts a member together and takes it apart: the only place that calls {@code new} across packages. */
@NullMarked
package dev.etcetera.server.bootstrap;

import org.jspecify.annotations.NullMarked;
