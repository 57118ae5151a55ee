/** The custom resources of the API group etcetera.dev: what users write and what the operator reports. Generates crds/. */
@NullMarked
package dev.etcetera.operator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
