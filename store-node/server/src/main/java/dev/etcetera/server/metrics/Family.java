package dev.etcetera.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** Metrics of one name that differ in their labels. Resolve a child once and keep it where it is used often. */
public final class Family<M extends Metric> {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Supplier<M> newChild;
    private final Map<String, M> children = new ConcurrentSkipListMap<>();

    Family(String name, String help, Supplier<M> newChild, String... labels) {
        this.name = name;
        this.help = help;
        this.newChild = newChild;
        this.labels = List.of(labels);
    }

    /** The child with these values, in the order of the label names; made when it is not there. */
    public M with(String... values) {
        return children.computeIfAbsent(key(values), _ -> newChild.get());
    }

    /** Forgets a child, such as that of a member that was removed. */
    public void remove(String... values) {
        children.remove(key(values));
    }

    private String key(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(name + " has the labels " + labels);
        }
        if (values.length == 0) {
            return "";
        }
        StringBuilder key = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            String value = values[i].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            key.append(i == 0 ? "" : ",")
                    .append(labels.get(i))
                    .append("=\"")
                    .append(value)
                    .append('"');
        }
        return key.append('}').toString();
    }

    void print(StringBuilder out) {
        if (children.isEmpty()) {
            return;
        }
        String type = children.values().iterator().next().type();
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        children.forEach((key, child) -> child.print(name, key, out));
    }
}
