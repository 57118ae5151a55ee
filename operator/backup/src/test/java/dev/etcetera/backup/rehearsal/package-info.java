@NullMarked
package dev.etcetera.backup.rehearsal;

import org.jspecify.annotations.NullMarked;
