package dev.etcetera.server.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Every metric of a member, by who feeds it. Made once in the bootstrap and handed to those who count. */
public record Metrics(
        PrometheusRegistry registry, ServerMetrics server, DiskMetrics disk, MvccMetrics mvcc, boolean extensive) {
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();
    private static final int USUAL_BYTES = 1 << 17;

    /** All metrics at zero; {@code extensive} asks for latency histograms of gRPC calls. */
    public static Metrics create(boolean extensive) {
        PrometheusRegistry registry = new PrometheusRegistry();
        Registration registration = new Registration(registry);
        ProcessMetrics.register(registration);
        return new Metrics(
                registry,
                ServerMetrics.in(registration),
                DiskMetrics.in(registration),
                MvccMetrics.in(registration),
                extensive);
    }

    /** Every metric in Prometheus' text format. */
    public String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try {
            WRITER.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return EtcdTypes.in(out.toString(StandardCharsets.UTF_8));
    }

    /** Content type of {@link #text()}. */
    public String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }
}
