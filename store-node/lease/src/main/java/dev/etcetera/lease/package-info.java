/** Leases: keys that live only as long as somebody keeps them alive. Time comes in, deletion goes out through a port. */
@NullMarked
package dev.etcetera.lease;

import org.jspecify.annotations.NullMarked;
