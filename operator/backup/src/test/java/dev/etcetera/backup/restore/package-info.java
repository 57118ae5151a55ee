@NullMarked
package dev.etcetera.backup.restore;

import org.jspecify.annotations.NullMarked;
