package dev.etcetera.e2e.store;

import static dev.etcetera.e2e.store.ShortLogCluster.FAILPOINTS;
import static dev.etcetera.e2e.store.ShortLogCluster.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.WatchedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A member that was away for too long gets a snapshot from the leader while clients write: whatever dies on the way, at
 * whatever moment, nothing acknowledged is lost and all members agree afterwards.
 */
class SnapshotTransferE2E {
    private static final int LARGE_MEBIBYTES = 64;
    private static final Pattern GRANTED = Pattern.compile("lease (\\w+) granted");
    /** Passed before the log of the receiver says that its state is another one: it needs the snapshot again. */
    private static final List<String> BEFORE_THE_SWITCH = List.of("raftBeforeSaveSnap", "raftAfterSaveSnap");
    /** Passed after that: it goes on from what it has. */
    private static final List<String> AFTER_THE_SWITCH =
            List.of("raftAfterWALRelease", "raftBeforeApplySnap", "raftAfterApplySnap", "applyBeforeOpenSnapshot");

    @Test
    void followerThatWasStoppedCatchesUpByASnapshot() {
        try (ShortLogCluster run = ShortLogCluster.start("stopped/")) {
            run.laggard().stop();
            run.outpace();
            Member leader = run.leader();
            run.laggard().start();
            run.awaitApplied(1);
            run.check();
            assertThat(run.laggard().log()).contains("received and saved database snapshot");
            assertThat(metrics(run.laggard()))
                    .contains("etcd_snap_db_fsync_duration_seconds_count 1")
                    .contains("etcd_snap_db_save_total_duration_seconds_count 1")
                    .containsPattern(
                            "etcd_network_snapshot_receive_success(_total)?\\{From=\"" + Leadership.idOf(leader));
            assertThat(leader.log())
                    .contains("sending merged snapshot", "sent database snapshot")
                    .contains("skip compaction since there is an inflight snapshot");
            assertNoLeftovers(run.laggard());
        }
    }

    @Test
    void watchLeasesAndAlarmsOfAFollowerThatWasPausedAreThoseOfTheCluster() {
        String prefix = "paused/";
        try (ShortLogCluster run = ShortLogCluster.start(prefix);
                WatchedKeys watch = WatchedKeys.of(run.laggard().endpoint(), prefix)) {
            Member laggard = run.laggard();
            Etcdctl there = new Etcdctl(List.of(laggard.endpoint()));
            Etcdctl elsewhere = new Etcdctl(List.of(run.leader().endpoint()));
            String old = leaseWithKey(there, "old");
            there.output("lease", "keep-alive", "--once", old);
            laggard.freeze();
            run.outpaceStreams();
            String young = leaseWithKey(elsewhere, "young");
            new AlarmRaiser(run.leader()).raiseNoSpace();
            laggard.thaw();
            run.awaitApplied(1);

            assertThat(there.output("alarm", "list")).contains("alarm:NOSPACE");
            Command.Result refused = there.run("put", "no", "room");
            assertThat(refused.err()).contains("database space exceeded");
            there.output("alarm", "disarm");
            there.output("lease", "keep-alive", "--once", old);
            new Leadership(run.cluster()).moveTo(laggard);
            assertThat(timeToLive(there, old)).contains("granted with TTL(600s)", "attached keys([leased/old])");
            assertThat(timeToLive(there, young)).contains("granted with TTL(600s)", "attached keys([leased/young])");
            there.output("lease", "revoke", old);
            assertThat(there.output("get", "leased/", "--prefix", "--keys-only"))
                    .isEqualToIgnoringNewLines("leased/young");

            run.check();
            watch.awaitRevision(run.writes().highestRevision());
            assertThat(watch.interruptions()).isEmpty();
            assertThat(watch.violations()).isEmpty();
            assertThat(watch.revisions())
                    .containsAllEntriesOf(
                            since(watch.firstRevision(), run.writes().revisions()));
        }
    }

    private static Map<String, Long> since(long revision, Map<String, Long> revisions) {
        Map<String, Long> later = new HashMap<>(revisions);
        later.values().removeIf(written -> written < revision);
        assertThat(later).isNotEmpty();
        return later;
    }

    private static String leaseWithKey(Etcdctl etcdctl, String name) {
        Matcher granted = GRANTED.matcher(etcdctl.output("lease", "grant", "600"));
        assertThat(granted.find()).isTrue();
        etcdctl.output("put", "leased/" + name, name, "--lease=" + granted.group(1));
        return granted.group(1);
    }

    private static String timeToLive(Etcdctl etcdctl, String lease) {
        return etcdctl.output("lease", "timetolive", lease, "--keys");
    }

    @Test
    void receiverThatIsKilledServesNothingHalfRead() {
        try (ShortLogCluster run = ShortLogCluster.start("receiver/")) {
            Member laggard = run.laggard();
            MemberFiles files = MemberFiles.of(laggard);
            run.fill(LARGE_MEBIBYTES);
            laggard.stop();
            run.outpace();

            laggard.start();
            Await.until("a part has come", SOON, () -> !files.halfReceived().isEmpty());
            laggard.kill();
            assertThat(files.halfReceived()).as("what the kill left").isNotEmpty();

            laggard.set(FAILPOINTS, "applyBeforeOpenSnapshot=sleep(600000)");
            laggard.start();
            Await.until("the log has gone over", SOON, () -> run.said("applying snapshot") == 1);
            laggard.kill();
            assertThat(files.halfReceived()).isEmpty();
            assertThat(files.received()).hasSize(1);

            laggard.set(FAILPOINTS, "");
            laggard.start();
            Await.until("a part is imported", SOON, () -> !files.halfImported().isEmpty());
            laggard.kill();
            assertThat(files.halfImported()).as("what the kill left").isNotEmpty();

            laggard.start();
            run.check();
            assertThat(run.said("Recovering from snapshot backend")).isEqualTo(2);
            assertThat(run.applied()).isZero();
            assertNoLeftovers(laggard);
        }
    }

    @Test
    void nextLeaderFinishesWhatAKilledOneBegan() {
        try (ShortLogCluster run = ShortLogCluster.start("sender/")) {
            Member laggard = run.laggard();
            MemberFiles files = MemberFiles.of(laggard);
            run.fill(LARGE_MEBIBYTES);
            laggard.stop();
            run.outpace();

            Member sender = run.leader();
            String senderId = Leadership.idOf(sender);
            laggard.start();
            Await.until("a part has come", SOON, () -> !files.halfReceived().isEmpty());
            sender.kill();
            Await.until("the part is deleted", SOON, () -> run.said("failed to save incoming database snapshot") == 1);
            run.awaitApplied(1);
            assertThat(run.leader()).isNotIn(sender, laggard);
            assertThat(laggard.log().lines())
                    .filteredOn(line -> line.contains("received and saved database snapshot"))
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(senderId));
            sender.start();
            laggard.kill();
            laggard.start();
            run.check();
            assertNoLeftovers(laggard);
        }
    }

    @Test
    @Tag("long")
    void receiverDiesAtEveryFailpointOfASnapshotsWay() {
        try (ShortLogCluster run = ShortLogCluster.start("failpoint/")) {
            Member laggard = run.laggard();
            laggard.stop();
            run.outpace();
            BEFORE_THE_SWITCH.forEach(point -> dieAt(run, point));
            dieAt(run, AFTER_THE_SWITCH.getFirst());
            for (String point : AFTER_THE_SWITCH.subList(1, AFTER_THE_SWITCH.size())) {
                laggard.start();
                run.cluster().awaitHealthy();
                laggard.stop();
                run.outpace();
                run.restartLeader();
                dieAt(run, point);
            }
            laggard.set(FAILPOINTS, "");
            laggard.start();
            run.check();
            assertThat(run.said("Recovering from snapshot backend")).isEqualTo(AFTER_THE_SWITCH.size());
            assertNoLeftovers(laggard);
        }
    }

    private static void dieAt(ShortLogCluster run, String point) {
        Member laggard = run.laggard();
        laggard.set(FAILPOINTS, point + "=panic");
        laggard.start();
        Await.until("death at " + point, SOON, () -> !laggard.isAlive());
        assertThat(laggard.log()).contains("failpoint panic: " + point);
        laggard.set(FAILPOINTS, "");
    }

    private static String metrics(Member member) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(member.endpoint() + "/metrics"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void assertNoLeftovers(Member member) {
        MemberFiles files = MemberFiles.of(member);
        assertThat(files.halfReceived()).isEmpty();
        assertThat(files.received()).isEmpty();
        assertThat(files.backends()).hasSize(1);
    }
}
