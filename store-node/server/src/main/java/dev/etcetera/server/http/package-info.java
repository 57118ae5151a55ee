/** The client port: gRPC and HTTP/1.1 on one socket, health, version and metrics over HTTP. */
@NullMarked
package dev.etcetera.server.http;

import org.jspecify.annotations.NullMarked;
