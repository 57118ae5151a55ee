package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import org.jspecify.annotations.Nullable;

/** The wanted cluster. Every field has a default, so that {@code spec: {}} is a cluster of three. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.replicas in [0, 1, 3, 5, 7]",
        message = "spec.replicas must be 1, 3, 5 or 7, because an even number of members survives no more failures"
                + " than one member fewer; or 0, to stop all members and keep what they have",
        fieldPath = ".replicas")
@ValidationRule(
        value = "(has(self.tls) ? self.tls.mode : 'Operator') == (has(oldSelf.tls) ? oldSelf.tls.mode : 'Operator')",
        message = "spec.tls.mode cannot change on a living cluster: its members know each other by URL",
        fieldPath = ".tls")
@ValidationRule(
        value = "!has(self.bootstrap) || (has(oldSelf.bootstrap) && self.bootstrap == oldSelf.bootstrap)",
        message = "spec.bootstrap is read once, when the cluster is made: it may be taken away later, and nothing else",
        fieldPath = ".bootstrap")
@ValidationRule(
        value =
                "!has(self.pod) || !has(self.pod.labels) || self.pod.labels.all(k, !k.startsWith('etcetera.dev/')"
                        + " && !(k in ['app.kubernetes.io/managed-by', 'app.kubernetes.io/name', 'app.kubernetes.io/instance']))",
        message = "spec.pod.labels cannot set what the operator sets itself: labels of etcetera.dev and"
                + " app.kubernetes.io/managed-by, name and instance",
        fieldPath = ".pod.labels")
@ValidationRule(
        value = "!has(self.pod) || !has(self.pod.annotations)"
                + " || self.pod.annotations.all(k, !k.startsWith('etcetera.dev/'))",
        message = "spec.pod.annotations cannot set annotations of etcetera.dev: they are the operator's own notes",
        fieldPath = ".pod.annotations")
@ValidationRule(
        value = "!has(self.options) || !has(self.options.quotaBackendBytes)"
                + " || quantity(self.storage.size).asApproximateFloat() > double(self.options.quotaBackendBytes)",
        message = "spec.options.quotaBackendBytes must be smaller than spec.storage.size",
        fieldPath = ".options.quotaBackendBytes")
public record EtcdClusterSpec(
        @JsonPropertyDescription(
                "Number of voting members: 1, 3, 5 or 7. Members join and leave one at a time while the cluster serves."
                        + " 0 hibernates the cluster: all members stop and keep their volumes and their identity.")
        @SpecReplicas
        @Required
        @Default("3")
        @PrinterColumn(name = "Wanted")
        Integer replicas,

        @JsonPropertyDescription("Version of the store node; the tag of the image that the operator uses.")
        @Required
        @Default("0.1.0")
        @Pattern("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$")
        @Size(max = 64)
        String version,

        @JsonPropertyDescription("Complete image reference, used instead of the operator's repository and version.")
        @Size(min = 1, max = 512)
        @Nullable
        String image,

        @JsonPropertyDescription("The volume of each member.")
        @Required
        @Default("{\"size\":\"8Gi\",\"retentionPolicy\":\"Retain\"}")
        StorageSpec storage,

        @JsonPropertyDescription("CPU and memory of each member.") @Nullable
        ResourceSpec resources,

        @JsonPropertyDescription("Where the members' Pods run and how they are labelled.") @Nullable
        PodSpecExtras pod,

        @JsonPropertyDescription("Settings of the etcd process.") @Nullable
        EtcdOptions options,

        @JsonPropertyDescription("How connections are secured; without it the operator sees to it.") @Nullable
        TlsSpec tls,

        @JsonPropertyDescription("The user's word that the cluster may go back to an older release.") @Nullable
        DowngradeSpec downgrade,

        @JsonPropertyDescription("How a new cluster begins; without it, empty.") @Nullable
        BootstrapSpec bootstrap,

        @JsonPropertyDescription("Backups before upgrades and before hibernation; without it, none.") @Nullable
        ClusterBackupSpec backup) {}
