package dev.etcetera.failpoint;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;

/** The failpoints of this process, as its environment wants them. */
public final class ProcessFailpoints {
    private static final String HTTP = "GOFAIL_HTTP";
    private static final String ARMED = "GOFAIL_FAILPOINTS";
    /** What a panic of Go ends with. */
    private static final int PANIC_STATUS = 2;

    private ProcessFailpoints() {}

    /**
     * {@link Failpoints#NONE} unless {@code GOFAIL_FAILPOINTS} (name=terms, separated by semicolons) or {@code GOFAIL_HTTP}
     * (host:port to be served) is set.
     *
     * @throws IOException with one line that says which of them is wrong
     */
    public static Failpoints of(Map<String, String> environment) throws IOException {
        String http = environment.getOrDefault(HTTP, "");
        String wanted = environment.getOrDefault(ARMED, "");
        if (http.isEmpty() && wanted.isEmpty()) {
            return Failpoints.NONE;
        }
        ArmedFailpoints points = new ArmedFailpoints(
                new SplittableRandom(), System.err, () -> Runtime.getRuntime().halt(PANIC_STATUS));
        arm(points, wanted);
        if (!http.isEmpty()) {
            FailpointServer.start(http, points);
        }
        return points;
    }

    static void arm(ArmedFailpoints points, String wanted) throws IOException {
        for (String pair : wanted.split(";", -1)) {
            if (!pair.isEmpty()) {
                String problem = FailpointServer.problem(points, pair);
                if (!problem.isEmpty()) {
                    throw new IOException(ARMED + ": " + problem);
                }
            }
        }
    }
}
