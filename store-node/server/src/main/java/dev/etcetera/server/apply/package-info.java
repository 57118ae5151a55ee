/** What a committed entry does to this member's state: the same on every member, in the same order. */
@NullMarked
package dev.etcetera.server.apply;

import org.jspecify.annotations.NullMarked;
