package dev.etcetera.operator.execute;

import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Objects;

/** Writes objects as their field manager. An apply that changes nothing leaves the object's version as it is. */
public final class ServerSideApply {
    public static final String FIELD_MANAGER = "etcetera-operator";

    private final KubernetesClient client;
    private final Fence fence;

    public ServerSideApply(KubernetesClient client, Fence fence) {
        this.client = client;
        this.fence = fence;
    }

    /** Makes the object what it should be, whether it exists or not; answers what it is then. */
    public <T extends HasMetadata> T apply(T desired) {
        fence.check();
        return client.resource(desired).patch(context(FIELD_MANAGER), desired);
    }

    /**
     * Makes the object if it is not there. Unlike one that is applied, it stays as it was made: that the framework applies its
     * finalizer as the same manager takes nothing away from it.
     */
    public <T extends HasMetadata> void create(T desired) {
        fence.check();
        try {
            client.resource(desired).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Whether the API server knows resources of this kind. */
    boolean knows(String apiVersion, String kind) {
        APIResourceList known = client.getApiResources(apiVersion);
        return known != null
                && known.getResources().stream().anyMatch(r -> r.getKind().equals(kind));
    }

    /**
     * Writes the status. With a resource version in it the write fails when the object has changed since.
     *
     * @param manager who owns the fields; what the same manager wrote before and leaves out now is removed
     */
    public <T extends HasMetadata> void applyStatus(T desired, String manager) {
        fence.check();
        client.resource(desired).subresource("status").patch(context(manager), desired);
    }

    /** Of a status that answers this very look: written with it, it fails when the object has changed since. */
    public static ObjectMeta version(HasMetadata seen) {
        return new ObjectMetaBuilder()
                .withName(Names.of(seen))
                .withNamespace(Names.namespace(seen))
                .withResourceVersion(Objects.requireNonNull(seen.getMetadata().getResourceVersion()))
                .build();
    }

    /** A merge patch; with a resource version in it, it fails when the object has changed since. */
    public void merge(HasMetadata seen, String patch) {
        fence.check();
        client.resource(seen)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(FIELD_MANAGER)
                                .build(),
                        patch);
    }

    private static PatchContext context(String manager) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(true)
                .build();
    }
}
