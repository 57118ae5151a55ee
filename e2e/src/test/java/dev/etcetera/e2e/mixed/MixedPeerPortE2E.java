package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Asked the same on its peer port, our member answers what Go's answers: following, and leading. */
class MixedPeerPortE2E {
    private static final Pattern ADDED =
            Pattern.compile("Member +([0-9a-f]+) added as learner to cluster +([0-9a-f]+)");

    @Test
    void peersGetTheSameAnswers() {
        try (ProcessCluster cluster = ProcessCluster.start(
                List.of(Implementation.GO, Implementation.ETCETERA, Implementation.GO), ignored -> List.of())) {
            PeerPort port = withHistory(cluster);
            Leadership leadership = new Leadership(cluster);
            leadership.moveTo(cluster.member(2));
            assertSame(
                    whileFollowing(port.answers(cluster.member(1))), whileFollowing(port.answers(cluster.member(0))));
            leadership.moveTo(cluster.member(0));
            Map<String, String> asked = port.answers(cluster.member(0));
            leadership.moveTo(cluster.member(1));
            assertSame(port.answers(cluster.member(1)), asked);
        }
    }

    /** Some revisions, of which the first are compacted, and a member that was added and removed. */
    private static PeerPort withHistory(ProcessCluster cluster) {
        Member go = cluster.member(0);
        Etcdctl etcdctl = new Etcdctl(List.of(go.endpoint()));
        for (int i = 0; i < 5; i++) {
            etcdctl.output("put", "key", "value " + i);
        }
        etcdctl.output("compaction", "--physical", "3");
        Matcher added = ADDED.matcher(etcdctl.outputOnceNot(
                "etcdserver: unhealthy cluster",
                "member",
                "add",
                "gone",
                "--learner",
                "--peer-urls=http://127.0.0.1:1"));
        assertThat(added.find()).isTrue();
        etcdctl.output("member", "remove", added.group(1));
        etcdctl.output("put", "key", "after");
        Agreement.assertEqualHashes(cluster, 7);
        return new PeerPort(added.group(2), added.group(1));
    }

    /** Go also answers for leases whose time it does not keep; we send the asker to the leader. */
    private static Map<String, String> whileFollowing(Map<String, String> answers) {
        Map<String, String> compared = new LinkedHashMap<>(answers);
        compared.keySet().removeIf(question -> question.startsWith("POST /leases/internal {} 0a"));
        return compared;
    }

    private static void assertSame(Map<String, String> ours, Map<String, String> theirs) {
        assertThat(lines(ours)).isEqualTo(lines(theirs));
    }

    private static String lines(Map<String, String> answers) {
        StringBuilder lines = new StringBuilder();
        answers.forEach((question, answer) ->
                lines.append(question).append("\n    ").append(answer.strip()).append('\n'));
        return lines.toString();
    }
}
