package dev.etcetera.server.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Measures round-trip time and clock difference to one peer every four seconds. Owned by one event loop. */
final class Prober {
    static final String PATH = "/raft/probing";

    private static final long PERIOD_MILLIS = 4_000;
    private static final double WEIGHT_OF_NEW = 0.125;
    private static final Duration MAX_CLOCK_DRIFT = Duration.ofSeconds(1);
    private static final Pattern NOW = Pattern.compile("\"OK\":true.*\"Now\":\"([^\"]+)\"");

    private final PeerLink link;
    private final EventLoop loop;
    private final InstantSource clock;

    private @Nullable Future<?> timer;
    private double smoothedSeconds;
    private boolean drifting;

    Prober(PeerLink link, EventLoop loop, InstantSource clock) {
        this.link = link;
        this.loop = loop;
        this.clock = clock;
    }

    void start() {
        loop.execute(() ->
                timer = loop.scheduleAtFixedRate(this::probe, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    void stop() {
        loop.execute(() -> {
            if (timer != null) {
                timer.cancel(false);
            }
        });
    }

    /** What we answer to a probe. */
    static String answer(Instant now) {
        return "{\"OK\":true,\"Now\":\"" + now + "\"}\n";
    }

    private void probe() {
        long started = System.nanoTime();
        PeerRequest request = PeerRequest.get(link.urls().pick(), PATH).from(link.self());
        link.client().send(request, answer -> loop.execute(() -> answered(answer, System.nanoTime() - started)));
    }

    private void answered(PeerAnswer answer, long nanos) {
        Optional<Instant> peerTime = peerTime(answer);
        if (peerTime.isEmpty()) {
            link.log().debug("prober detected unhealthy status", "remote-peer-id", link.peerHex(), "error", answer);
            return;
        }
        double seconds = nanos / 1e9;
        smoothedSeconds =
                smoothedSeconds == 0 ? seconds : (1 - WEIGHT_OF_NEW) * smoothedSeconds + WEIGHT_OF_NEW * seconds;
        link.metrics().roundTrip(smoothedSeconds);
        Duration drift = Duration.between(peerTime.get(), clock.instant())
                .minusNanos((long) (smoothedSeconds * 1e9 / 2))
                .abs();
        boolean drifts = drift.compareTo(MAX_CLOCK_DRIFT) > 0;
        if (drifts && !drifting) {
            link.log()
                    .warn(
                            "prober found high clock drift",
                            "remote-peer-id",
                            link.peerHex(),
                            "clock-drift",
                            drift,
                            "rtt",
                            Duration.ofNanos((long) (smoothedSeconds * 1e9)));
        }
        drifting = drifts;
    }

    private static Optional<Instant> peerTime(PeerAnswer answer) {
        if (answer instanceof PeerAnswer.Answered answered && answered.status() == 200) {
            Matcher now = NOW.matcher(answered.text());
            if (now.find()) {
                try {
                    return Optional.of(OffsetDateTime.parse(now.group(1)).toInstant());
                } catch (DateTimeParseException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
