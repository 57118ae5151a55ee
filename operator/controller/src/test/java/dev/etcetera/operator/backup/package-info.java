@NullMarked
package dev.etcetera.operator.backup;

import org.jspecify.annotations.NullMarked;
