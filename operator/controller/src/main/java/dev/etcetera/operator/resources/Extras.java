package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;

/** Adds to a Pod what the user asked for: where it may run and how important it is. */
final class Extras {
    private Extras() {}

    static void addTo(PodSpec pod, PodSpecExtras extras) {
        pod.setNodeSelector(extras.nodeSelector());
        pod.setPriorityClassName(extras.priorityClassName());
        List<PodSpecExtras.Toleration> tolerations = extras.tolerations();
        if (tolerations != null) {
            pod.setTolerations(tolerations.stream().map(Extras::toleration).toList());
        }
    }

    private static Toleration toleration(PodSpecExtras.Toleration toleration) {
        return new TolerationBuilder()
                .withKey(toleration.key())
                .withOperator(toleration.operator())
                .withValue(toleration.value())
                .withEffect(toleration.effect())
                .withTolerationSeconds(toleration.tolerationSeconds())
                .build();
    }
}
