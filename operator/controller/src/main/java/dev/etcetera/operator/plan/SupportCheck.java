package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.StorageSpec;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Annotations;
import java.util.List;

/** Finds what the spec asks of a running cluster that cannot be done where it runs: named, never ignored. */
record SupportCheck() {

    List<Finding> findings(ObservedCluster observed) {
        StorageSpec wanted = observed.resource().getSpec().storage();
        List<ObservedMember> small = observed.members().stream()
                .filter(m -> !m.leaving() && Growing.size(m).asksForLessThan(wanted.bytes()))
                .filter(m -> !Growing.size(m).growable())
                .toList();
        if (small.isEmpty()) {
            return List.of();
        }
        ObservedMember first = small.getFirst();
        return List.of(new Finding(
                Reason.NOT_SUPPORTED,
                "spec.storage.size: wanted " + wanted.size() + ", but the StorageClass of "
                        + String.join(
                                ", ", small.stream().map(ObservedMember::name).toList())
                        + " does not let volumes grow (allowVolumeExpansion). A new member gets a volume of the new size:"
                        + " annotate the EtcdCluster with " + Annotations.REPLACE + "=" + first.name()
                        + ", and so on, one after the other"));
    }
}
