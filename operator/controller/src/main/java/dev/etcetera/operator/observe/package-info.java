/** What is: Kubernetes' objects from the informers' caches, and the members' own answers, as values. */
@NullMarked
package dev.etcetera.operator.observe;

import org.jspecify.annotations.NullMarked;
