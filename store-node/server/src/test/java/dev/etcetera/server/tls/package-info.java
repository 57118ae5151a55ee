/** Tests of TLS. */
@NullMarked
package dev.etcetera.server.tls;

import org.jspecify.annotations.NullMarked;
