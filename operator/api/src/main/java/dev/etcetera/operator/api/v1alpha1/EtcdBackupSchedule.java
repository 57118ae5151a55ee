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

/** When a cluster is backed up, and what is kept. */
@Group("etcetera.dev")
@Version("v1alpha1")
@Kind("EtcdBackupSchedule")
@Singular("etcdbackupschedule")
@Plural("etcdbackupschedules")
@ShortNames("ebs")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Last success",
        jsonPath = ".status.lastSuccessfulTime",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(value = "has(self.spec)", message = "spec is missing: it names the cluster, the store and the schedule")
@ValidationRule(
        value = "self.metadata.name.size() <= 38 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name must be at most 38 lower-case letters, digits and '-', and begin with a letter: backups"
                        + " are named after it")
public final class EtcdBackupSchedule extends CustomResource<EtcdBackupScheduleSpec, EtcdBackupScheduleStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    // Records have no empty constructor for the super class to call.
    @Override
    protected @Nullable EtcdBackupScheduleSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EtcdBackupScheduleStatus initStatus() {
        return null;
    }
}
