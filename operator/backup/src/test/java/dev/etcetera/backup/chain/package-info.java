@NullMarked
package dev.etcetera.backup.chain;

import org.jspecify.annotations.NullMarked;
