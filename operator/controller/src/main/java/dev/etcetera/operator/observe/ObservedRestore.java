package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.resources.RestoreOrigin;

/** An EtcdRestore, and where what it names lies. */
public record ObservedRestore(EtcdRestore resource, RestoreOrigin origin) {}
