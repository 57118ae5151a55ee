@NullMarked
package dev.etcetera.backup.store;

import org.jspecify.annotations.NullMarked;
