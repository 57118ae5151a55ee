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

/** One backup of a cluster. Taken once, and kept as a record of what is stored. */
@Group("etcetera.dev")
@Version("v1alpha1")
@Kind("EtcdBackup")
@Singular("etcdbackup")
@Plural("etcdbackups")
@ShortNames("eb")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(value = "has(self.spec)", message = "spec is missing: it names the cluster and the store")
@ValidationRule(
        value = "self.metadata.name.size() <= 52 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name must be at most 52 lower-case letters, digits and '-', and begin with a letter: Pods are"
                        + " named after it")
public final class EtcdBackup extends CustomResource<EtcdBackupSpec, EtcdBackupStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    // Records have no empty constructor for the super class to call.
    @Override
    protected @Nullable EtcdBackupSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EtcdBackupStatus initStatus() {
        return null;
    }
}
