@NullMarked
package dev.etcetera.backup;

import org.jspecify.annotations.NullMarked;
