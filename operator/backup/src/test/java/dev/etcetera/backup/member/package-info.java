@NullMarked
package dev.etcetera.backup.member;

import org.jspecify.annotations.NullMarked;
