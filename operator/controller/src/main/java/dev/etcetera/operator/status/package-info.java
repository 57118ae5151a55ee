/** What users read: conditions and status fields, built purely from what was observed and planned. */
@NullMarked
package dev.etcetera.operator.status;

import org.jspecify.annotations.NullMarked;
