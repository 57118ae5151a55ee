/**
 * Backups and the changes that follow them, as objects of a store: how they are taken, once or continuously, checked, copied,
 * and deleted when they are old enough.
 */
@NullMarked
package dev.etcetera.backup.chain;

import org.jspecify.annotations.NullMarked;
