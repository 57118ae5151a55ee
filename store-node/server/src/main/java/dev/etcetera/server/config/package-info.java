/** What a member is told at its start: flags, environment and configuration file, parsed and validated into one record. */
@NullMarked
package dev.etcetera.server.config;

import org.jspecify.annotations.NullMarked;
