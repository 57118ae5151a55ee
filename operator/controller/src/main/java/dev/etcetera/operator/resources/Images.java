package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;

/**
 * Which image a cluster runs.
 *
 * @param repository where the store's image lies, without a tag
 */
public record Images(String repository) {
    /** The image that the spec names, or the repository's image of the version that it names. */
    public String of(EtcdClusterSpec spec) {
        String image = spec.image();
        return image == null ? repository + ":" + spec.version() : image;
    }

    /** What stands behind the repository. A port may stand before the first slash. */
    static String tag(String image) {
        return image.substring(Math.max(image.lastIndexOf(':'), image.lastIndexOf('/')) + 1);
    }
}
