/** TLS of both ports: files into contexts, contexts into connections. */
@NullMarked
package dev.etcetera.server.tls;

import org.jspecify.annotations.NullMarked;
