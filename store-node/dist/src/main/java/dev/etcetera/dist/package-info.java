/** What is run while the distribution is built. */
@NullMarked
package dev.etcetera.dist;

import org.jspecify.annotations.NullMarked;
