package dev.etcetera.operator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** One member of an EtcdCluster. Written by the operator only; its Pod and its volume are derived from it. */
@Group("etcetera.dev")
@Version("v1alpha1")
@Kind("EtcdMember")
@Singular("etcdmember")
@Plural("etcdmembers")
@ShortNames("em")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class EtcdMember extends CustomResource<EtcdMemberSpec, EtcdMemberStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    // Records have no empty constructor for the super class to call.
    @Override
    protected @Nullable EtcdMemberSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EtcdMemberStatus initStatus() {
        return null;
    }
}
