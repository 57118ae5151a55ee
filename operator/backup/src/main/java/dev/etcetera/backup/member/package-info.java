/** What is asked of a running member: its snapshot and its hash, and the changes that it tells as they come. */
@NullMarked
package dev.etcetera.backup.member;

import org.jspecify.annotations.NullMarked;
