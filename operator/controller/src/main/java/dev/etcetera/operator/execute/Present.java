package dev.etcetera.operator.execute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a cluster has once, as the caches show it: what is as it should be is not written again. That the wish itself has
 * lost something since is seen by the annotation that says what an object was made from.
 */
record Present(List<HasMetadata> objects) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether the object is there, and all of it that is wished for is as wished. */
    boolean has(HasMetadata desired) {
        JsonNode wish = JSON.valueToTree(desired);
        return objects.stream()
                .filter(o ->
                        o.getKind().equals(desired.getKind()) && Names.of(o).equals(Names.of(desired)))
                .anyMatch(o -> covers(JSON.valueToTree(o), wish));
    }

    private static boolean covers(JsonNode there, JsonNode wish) {
        if (wish.isObject()) {
            return wish.properties().stream().allMatch(field -> covers(there.path(field.getKey()), field.getValue()));
        }
        if (wish.isArray()) {
            return there.size() == wish.size()
                    && IntStream.range(0, wish.size()).allMatch(i -> covers(there.path(i), wish.path(i)));
        }
        return wish.isNull() || there.equals(wish);
    }
}
