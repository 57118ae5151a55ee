package dev.etcetera.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Agreement;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever leads and whoever is asked: all members of both kinds begin, remember and call off the same downgrade. */
class MixedDowngradeE2E {
    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void membersOfBothKindsGoDownTogether(Implementation leader) {
        Implementation other = leader == Implementation.GO ? Implementation.ETCETERA : Implementation.GO;
        try (ProcessCluster cluster = ProcessCluster.start(List.of(leader, other, other), ignored -> List.of())) {
            try {
                new Leadership(cluster).moveTo(cluster.member(0));
                cluster.members().forEach(asked -> goDownAndBack(cluster, asked));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.logTails(), e);
            }
        }
    }

    private static void goDownAndBack(ProcessCluster cluster, Member asked) {
        Versions.settled("3.7").awaitAtAll(cluster);
        assertThat(etcdctl(asked).output("downgrade", "validate", "3.6"))
                .contains("Downgrade validate success, cluster version 3.7");
        assertThat(etcdctl(asked).output("downgrade", "enable", "3.6")).contains("Downgrade enable success");
        Versions.goingDownTo("3.6").awaitAtAll(cluster);
        for (Member member : cluster.members()) {
            assertThat(etcdctl(member).run("downgrade", "enable", "3.5").err())
                    .contains("etcdserver: cluster has a downgrade job in progress");
            member.kill();
            member.start();
            member.awaitHealthy(SOON);
        }
        Versions.goingDownTo("3.6").awaitAtAll(cluster);
        Agreement.assertEqualHashes(cluster, revisionOf(asked));
        assertThat(etcdctl(asked).output("downgrade", "cancel"))
                .contains("Downgrade cancel success, cluster version 3.6");
        Versions.settled("3.7").awaitAtAll(cluster);
    }

    private static long revisionOf(Member member) {
        return Json.parse(etcdctl(member).output("put", "while-going-down", member.name(), "-w", "json"))
                .at("/header/revision")
                .asLong();
    }

    private static Etcdctl etcdctl(Member member) {
        return new Etcdctl(List.of(member.endpoint()));
    }
}
