package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

    /** What the user adds; the operator's own come after and win. */
    static Map<String, String> labels(@Nullable PodSpecExtras extras) {
        return copy(extras == null ? null : extras.labels());
    }

    /** What the user adds; the operator's are its own notes, which nobody may write for it. */
    static Map<String, String> annotations(@Nullable PodSpecExtras extras) {
        Map<String, String> annotations = copy(extras == null ? null : extras.annotations());
        annotations.keySet().removeIf(key -> key.startsWith(Labels.PREFIX));
        return annotations;
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return new TreeMap<>(map == null ? Map.of() : map);
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
