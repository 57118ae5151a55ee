/** Pure builders of the Kubernetes objects that make up a cluster. */
@NullMarked
package dev.etcetera.operator.resources;

import org.jspecify.annotations.NullMarked;
