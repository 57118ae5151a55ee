package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The volume of a member. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.storageClassName) == has(oldSelf.storageClassName)"
                + " && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)",
        message = "spec.storage.storageClassName cannot change: a volume cannot move to another class",
        fieldPath = ".storageClassName")
@ValidationRule(
        value = "isQuantity(self.size) && quantity(self.size).isGreaterThan(quantity('0'))",
        message = "spec.storage.size must be a positive quantity such as 8Gi",
        fieldPath = ".size")
@ValidationRule(
        value = "!isQuantity(self.size) || !isQuantity(oldSelf.size)"
                + " || quantity(self.size).compareTo(quantity(oldSelf.size)) >= 0",
        message = "spec.storage.size cannot shrink: a volume never gets smaller",
        fieldPath = ".size")
public record StorageSpec(
        @JsonPropertyDescription("Size of the volume, such as 8Gi. It never shrinks.")
        @Required
        @Default("8Gi")
        @Size(min = 1, max = 32)
        String size,

        @JsonPropertyDescription("StorageClass of the volume; without it the default class of the Kubernetes cluster.")
        @Size(min = 1, max = 253)
        @Nullable
        String storageClassName,

        @JsonPropertyDescription(
                "What becomes of the volumes when the EtcdCluster is deleted: Retain keeps them, Delete removes"
                        + " them.")
        @Required
        @Default("Retain")
        RetentionPolicy retentionPolicy) {

    /** The size in bytes. */
    public long bytes() {
        return Quantity.getAmountInBytes(Quantity.parse(size)).longValue();
    }

    /** The same volume, of another size. */
    public StorageSpec sized(String newSize) {
        return new StorageSpec(newSize, storageClassName, retentionPolicy);
    }
}
