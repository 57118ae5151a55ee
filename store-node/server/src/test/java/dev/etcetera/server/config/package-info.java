/** Tests of flags, environment, configuration file and validation. */
@NullMarked
package dev.etcetera.server.config;

import org.jspecify.annotations.NullMarked;
