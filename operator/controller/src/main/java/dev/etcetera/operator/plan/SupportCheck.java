package dev.etcetera.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Images;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what the spec asks of a running cluster that this release cannot do: named, never ignored. */
record SupportCheck(Images images) {
    private static final ObjectMapper JSON = new ObjectMapper();

    List<Finding> findings(ObservedCluster observed) {
        List<Finding> findings = new ArrayList<>();
        if (observed.members().isEmpty()) {
            return findings;
        }
        EtcdClusterSpec wanted = observed.resource().getSpec();
        EtcdMemberSpec actual = observed.members().getFirst().resource().getSpec();
        compare(
                wanted.image() == null ? "spec.version (image)" : "spec.image",
                images.of(wanted),
                actual.image(),
                findings);
        if (bytes(wanted.storage().size()).compareTo(bytes(actual.storage().size())) != 0) {
            compare(
                    "spec.storage.size",
                    wanted.storage().size(),
                    actual.storage().size(),
                    findings);
        }
        compare("spec.resources", wanted.resources(), actual.resources(), findings);
        compare("spec.pod", wanted.pod(), actual.pod(), findings);
        compare("spec.options", wanted.options(), actual.options(), findings);
        return findings;
    }

    private static void compare(
            String field, @Nullable Object wanted, @Nullable Object actual, List<Finding> findings) {
        if (!Objects.equals(wanted, actual)) {
            findings.add(new Finding(
                    Reason.NOT_SUPPORTED,
                    field + ": wanted " + text(wanted) + ", running with " + text(actual)
                            + "; changing it on a running cluster is not supported in this release"));
        }
    }

    private static BigDecimal bytes(String quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity));
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof String || value instanceof Integer) {
            return value.toString();
        }
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return value.toString();
        }
    }
}
