/** Talk between members: etcd's peer protocol over HTTP/1.1, both as the one who dials and as the one who listens. */
@NullMarked
package dev.etcetera.server.transport;

import org.jspecify.annotations.NullMarked;
