package dev.etcetera.server.metrics;

/** What a family holds for one set of label values. */
sealed interface Metric permits Counter, Gauge, Histogram {
    /** Appends its lines; {@code labels} are empty or {@code {a="b"}}. */
    void print(String name, String labels, StringBuilder out);

    /** Prometheus' word for it. */
    default String type() {
        return switch (this) {
            case Counter _ -> "counter";
            case Gauge _ -> "gauge";
            case Histogram _ -> "histogram";
        };
    }
}
