/**
 * Certificates: which ones a cluster should have, decided purely from what there is, and how they are made. Private keys
 * are in the values of Secrets and nowhere else.
 */
@NullMarked
package dev.etcetera.operator.pki;

import org.jspecify.annotations.NullMarked;
