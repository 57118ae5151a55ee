package dev.etcetera.operator.plan;

import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Finding.Reason;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;

/** Finds what the spec asks of a running cluster that this release cannot do: named, never ignored. */
record SupportCheck() {

    List<Finding> findings(ObservedCluster observed) {
        if (observed.members().isEmpty()) {
            return List.of();
        }
        String wanted = observed.resource().getSpec().storage().size();
        String actual =
                observed.members().getFirst().resource().getSpec().storage().size();
        return bytes(wanted).compareTo(bytes(actual)) == 0
                ? List.of()
                : List.of(new Finding(
                        Reason.NOT_SUPPORTED,
                        "spec.storage.size: wanted " + wanted + ", running with " + actual
                                + "; changing it on a running cluster is not supported in this release"));
    }

    private static BigDecimal bytes(String quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity));
    }
}
