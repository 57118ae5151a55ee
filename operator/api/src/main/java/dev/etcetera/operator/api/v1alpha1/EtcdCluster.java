package dev.etcetera.operator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An etcd cluster, as its user wants it. */
@Group("etcetera.dev")
@Version("v1alpha1")
@Kind("EtcdCluster")
@Singular("etcdcluster")
@Plural("etcdclusters")
@ShortNames("ec")
@AdditionalPrinterColumn(
        name = "Available",
        jsonPath = ".status.conditions[?(@.type==\"Available\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Progress",
        jsonPath = ".status.conditions[?(@.type==\"Progressing\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Degraded",
        jsonPath = ".status.conditions[?(@.type==\"Degraded\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(value = "has(self.spec)", message = "spec is missing; an empty one ({}) is a cluster of three members")
@ValidationRule(
        value = "self.metadata.name.size() <= 40 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message = "metadata.name must be at most 40 lower-case letters, digits and '-', and begin with a letter:"
                + " Pods and Services are named after it")
@ValidationRule(
        value = "!has(self.spec) || !has(oldSelf.spec) || self.spec.version == oldSelf.spec.version"
                + " || !has(oldSelf.status) || !has(oldSelf.status.settledVersion)"
                + " || (self.spec.version.split('.')[0] == oldSelf.status.settledVersion.split('.')[0]"
                + " && int(self.spec.version.split('.')[1]) >= int(oldSelf.status.settledVersion.split('.')[1])"
                + " - (has(self.spec.downgrade) && self.spec.downgrade.toVersion == self.spec.version ? 1 : 0)"
                + " && int(self.spec.version.split('.')[1]) <= int(oldSelf.status.settledVersion.split('.')[1]) + 1)",
        message =
                "spec.version may rise by one minor version at a time, and fall below the minor version that all members were"
                        + " brought to (status.settledVersion) only by one, and only if spec.downgrade.toVersion names it too",
        fieldPath = ".spec.version")
public final class EtcdCluster extends CustomResource<EtcdClusterSpec, EtcdClusterStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    // Records have no empty constructor for the super class to call.
    @Override
    protected @Nullable EtcdClusterSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EtcdClusterStatus initStatus() {
        return null;
    }
}
