package dev.etcetera.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** The annotations that mean something to the operator. */
public final class Annotations {
    /** On an EtcdCluster, {@code "true"}: nothing is changed, only looked at, until it is taken away. */
    public static final String PAUSED = "etcetera.dev/paused";
    /** On an EtcdCluster, the name of a member: the user's word that it is to be replaced by a new one. */
    public static final String REPLACE = "etcetera.dev/replace";
    /** On a Pod, a Service or a disruption budget: what it was made from. */
    public static final String TEMPLATE = "etcetera.dev/template";
    /** On a Pod: what its member was told, whatever this release of the operator makes of it. */
    public static final String WISH = "etcetera.dev/wish";
    /** On a Pod: the size, in bytes, to which its volume's file system is to grow; written so that its kubelet looks at once. */
    public static final String VOLUME_BYTES = "etcetera.dev/volume-bytes";

    private Annotations() {}

    /** The value of an annotation, or an empty string. */
    public static String value(HasMetadata object, String annotation) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(annotation, "");
    }
}
