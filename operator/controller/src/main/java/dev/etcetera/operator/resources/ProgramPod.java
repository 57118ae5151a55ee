package dev.etcetera.operator.resources;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.TreeMap;

/** A Pod that runs the backup program, which is in the operator's image: as little as a member's Pod may do. */
final class ProgramPod {
    /** What the program says last stays behind in the status of its container. */
    static final String LAST_WORDS = "--termination-log=/dev/termination-log";

    private ProgramPod() {}

    static Pod of(HasMetadata owner, String name, String image) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(Labels.MANAGED_BY, Labels.OPERATOR);
        labels.put("app.kubernetes.io/name", "etcetera-backup");
        labels.put(Labels.PROGRAM, Labels.BACKUP_PROGRAM);
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Names.namespace(owner))
                .withLabels(labels)
                .withOwnerReferences(Owners.controlledBy(owner))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(30L)
                .withSecurityContext(Restricted.pod())
                .withContainers(container("backup", image))
                .addToVolumes(Restricted.tmp())
                .endSpec()
                .build();
    }

    /** A container of the program, in a Pod that has a volume "tmp". */
    static Container container(String name, String image) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                // How the JVM runs it is the image's business.
                .withCommand("/opt/java/bin/java", "@/opt/operator/backup.options", "dev.etcetera.backup.Main")
                .withNewResources()
                .addToRequests("cpu", new Quantity("50m"))
                .addToRequests("memory", new Quantity("128Mi"))
                .addToLimits("memory", new Quantity("320Mi"))
                .endResources()
                .withSecurityContext(Restricted.container())
                .addToVolumeMounts(Restricted.tmpMount())
                .build();
    }
}
