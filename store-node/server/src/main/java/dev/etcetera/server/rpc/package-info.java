/** The gRPC services of etcd v3, as clients call them. Handlers run on event loops and never block. */
@NullMarked
package dev.etcetera.server.rpc;

import org.jspecify.annotations.NullMarked;
