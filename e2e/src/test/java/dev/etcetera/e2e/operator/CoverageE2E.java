package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Project;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the committed definitions say is tried by somebody: each field of what users write by a sample or by a manifest of
 * these tests, each rule's message by a test that expects it. Needs no Kubernetes.
 */
class CoverageE2E {
    /** Shorter ones may be in a message by chance. */
    private static final int TELLING = 20;

    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\n]*)\"");
    /** Taken over from Kubernetes as they are: what is in them is its own affair. */
    private static final Set<String> OF_KUBERNETES = Set.of("spec.pod.affinity", "spec.pod.topologySpreadConstraints");
    /** Written by the operator alone, in the words of an EtcdCluster. */
    private static final String INTERNAL = "EtcdMember";

    @Test
    void everyFieldIsUsedByASampleOrATest() {
        Set<String> samples = new TreeSet<>();
        files("manifests/samples", ".yaml")
                .forEach(file -> Stream.of(text(file).split("(?m)^---$"))
                        .filter(document -> !document.isBlank())
                        .forEach(document -> paths("", Serialization.unmarshal(document, Map.class), samples)));
        String tests = tests();
        List<String> unused = new ArrayList<>();
        for (CustomResourceDefinition definition : definitions()) {
            if (!definition.getSpec().getNames().getKind().equals(INTERNAL)) {
                Set<String> fields = new TreeSet<>();
                fields(
                        "spec",
                        Objects.requireNonNull(
                                schema(definition).getProperties().get("spec")),
                        fields);
                fields.stream()
                        .filter(field -> !samples.contains(field))
                        .filter(field -> !tests.contains(field.substring(field.lastIndexOf('.') + 1) + ": "))
                        .forEach(field ->
                                unused.add(definition.getSpec().getNames().getKind() + "." + field));
            }
        }
        assertThat(unused).as("fields that nobody has tried").isEmpty();
    }

    @Test
    void everyMessageOfARuleIsExpectedByATest() {
        List<String> expected = LITERAL.matcher(tests())
                .results()
                .map(found -> found.group(1))
                .filter(literal -> literal.length() >= TELLING)
                .toList();
        Set<String> messages = new TreeSet<>();
        definitions().forEach(definition -> messages(schema(definition), messages));
        assertThat(messages).isNotEmpty();
        assertThat(messages.stream().filter(message -> expected.stream().noneMatch(message::contains)))
                .as("messages that nobody expects")
                .isEmpty();
    }

    private static void fields(String path, JSONSchemaProps schema, Set<String> found) {
        JSONSchemaProps inner =
                schema.getItems() == null ? schema : schema.getItems().getSchema();
        if (OF_KUBERNETES.contains(path)
                || inner.getProperties() == null
                || inner.getProperties().isEmpty()) {
            found.add(path);
        } else {
            inner.getProperties().forEach((name, field) -> fields(path + "." + name, field, found));
        }
    }

    /** All paths of a document; what is in a list stands for the list. */
    private static void paths(String path, Object value, Set<String> found) {
        found.add(path);
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, field) -> paths(path.isEmpty() ? name.toString() : path + "." + name, field, found));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> paths(path, item, found));
        }
    }

    private static void messages(JSONSchemaProps schema, Set<String> found) {
        schema.getXKubernetesValidations().stream()
                .flatMap(rule -> Stream.ofNullable(rule.getMessage()))
                .forEach(found::add);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(field -> messages(field, found));
        }
        if (schema.getItems() != null) {
            messages(schema.getItems().getSchema(), found);
        }
    }

    private static JSONSchemaProps schema(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    private static List<CustomResourceDefinition> definitions() {
        return files("crds", "-v1.yml").stream()
                .map(file -> Serialization.unmarshal(text(file), CustomResourceDefinition.class))
                .toList();
    }

    /** Of all tests but this one, with sentences in one piece. */
    private static String tests() {
        StringBuilder all = new StringBuilder();
        files("e2e/src/test/java/dev/etcetera/e2e/operator", ".java").stream()
                .filter(file -> !file.endsWith("CoverageE2E.java"))
                .forEach(file -> all.append(text(file)));
        return CONCATENATION.matcher(all).replaceAll("");
    }

    private static List<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.list(Project.root().resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
