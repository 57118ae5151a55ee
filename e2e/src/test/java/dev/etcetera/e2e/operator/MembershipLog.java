package dev.etcetera.e2e.operator;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.cluster.MemberListResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks at the cluster's own list of members all the time and writes down each change, with what writers met meanwhile. */
final class MembershipLog implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final WriteLoad load;
    private final Thread watcher;
    private final List<Change> changes = new ArrayList<>();
    private volatile boolean stopped;
    private volatile int mostLearners;

    /**
     * One change of the list.
     *
     * @param took time since the change before, or since the last call of {@link #begin}
     * @param elections how far the term rose meanwhile
     */
    record Change(String what, Duration took, WriteLoad.Span writes, long elections) {
        @Override
        public String toString() {
            return "%-28s %6.1f s  gap %5d ms  read gap %5d ms  slowest put %5d ms  retries %3d  elections %d"
                    .formatted(
                            what,
                            took.toMillis() / 1000.0,
                            writes.longestGap().toMillis(),
                            writes.longestReadGap().toMillis(),
                            writes.longestPut().toMillis(),
                            writes.retries(),
                            elections);
        }
    }

    private long sinceNanos;
    private long sinceTerm;

    MembershipLog(TestCluster cluster, WriteLoad load) {
        this.load = load;
        Supplier<Client> clients = Clients.onService(cluster);
        begin();
        watcher = Thread.ofVirtual().start(() -> {
            try (Connection connection = new Connection(clients)) {
                watch(connection);
            }
        });
    }

    /** From here on a new edit's changes are counted. */
    synchronized void begin() {
        sinceNanos = System.nanoTime();
        sinceTerm = load.cut().term();
        changes.clear();
    }

    /** The changes since then, and what came after the last one. */
    synchronized List<Change> changes() {
        List<Change> all = new ArrayList<>(changes);
        all.add(since("then nothing more"));
        return all;
    }

    int mostLearners() {
        return mostLearners;
    }

    private void watch(Connection connection) {
        Map<Long, String> before = Map.of();
        while (!stopped) {
            // Nothing when the connection's member went; the next look goes to another one.
            MemberListResponse response =
                    connection.attempt(client -> client.getClusterClient().listMember());
            if (response != null) {
                Map<Long, String> now = new TreeMap<>();
                int learners = 0;
                for (Member member : response.getMembers()) {
                    boolean learner = member.isLearner();
                    learners += learner ? 1 : 0;
                    now.put(member.getId(), name(member) + (learner ? " without a vote" : ""));
                }
                mostLearners = Math.max(mostLearners, learners);
                if (!before.isEmpty()) {
                    compare(before, now);
                }
                before = now;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    // An unstarted member has no name, but its peer URL begins with it.
    private static String name(Member member) {
        return member.getPeerURIs().getFirst().getHost().replaceFirst("\\..*", "");
    }

    private void compare(Map<Long, String> before, Map<Long, String> now) {
        before.forEach((id, what) -> {
            String then = now.get(id);
            if (then == null) {
                note("removed " + what);
            } else if (!then.equals(what)) {
                note("promoted " + then);
            }
        });
        now.forEach((id, what) -> {
            if (!before.containsKey(id)) {
                note("added " + what);
            }
        });
    }

    private synchronized void note(String what) {
        changes.add(since(what));
        sinceNanos = System.nanoTime();
    }

    private Change since(String what) {
        WriteLoad.Span span = load.cut();
        long elections = sinceTerm == 0 ? 0 : span.term() - sinceTerm;
        sinceTerm = span.term();
        return new Change(what, Duration.ofNanos(System.nanoTime() - sinceNanos), span, elections);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
