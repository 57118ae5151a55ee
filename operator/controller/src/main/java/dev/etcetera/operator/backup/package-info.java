/** Backups: observe, plan, execute, report, as for clusters. The program that moves the bytes runs in Pods of its own. */
@NullMarked
package dev.etcetera.operator.backup;

import org.jspecify.annotations.NullMarked;
