/** Certificates over simulated years, and real ones. */
@NullMarked
package dev.etcetera.operator.pki;

import org.jspecify.annotations.NullMarked;
