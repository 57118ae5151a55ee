/** Which acceptance scenario a test shows, what became of it, and what its clients met: the table that e2e/test.sh prints. */
@NullMarked
package dev.etcetera.e2e.scenario;

import org.jspecify.annotations.NullMarked;
