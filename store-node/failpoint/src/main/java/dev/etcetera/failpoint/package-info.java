/** Named places in a member where a test may let it die or dawdle, in the form of Go's gofail. */
@NullMarked
package dev.etcetera.failpoint;

import org.jspecify.annotations.NullMarked;
