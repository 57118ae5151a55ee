/** What a client of etcd sees: the messages and services generated from our .proto files, and the errors they answer with. */
@NullMarked
package dev.etcetera.api;

import org.jspecify.annotations.NullMarked;
