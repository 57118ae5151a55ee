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

/**
 * The user's word that a cluster goes back, under its own name, to what a backup has. Done once, and kept as a record. Whoever
 * deletes it before the restored member starts calls it off.
 */
@Group("etcetera.dev")
@Version("v1alpha1")
@Kind("EtcdRestore")
@Singular("etcdrestore")
@Plural("etcdrestores")
@ShortNames("ers")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(value = "has(self.spec)", message = "spec is missing: it names the cluster and what is restored")
public final class EtcdRestore extends CustomResource<EtcdRestoreSpec, EtcdRestoreStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    // Records have no empty constructor for the super class to call.
    @Override
    protected @Nullable EtcdRestoreSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EtcdRestoreStatus initStatus() {
        return null;
    }
}
