package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The end of a log: what a crash cut off there is dropped, as etcd does, and nothing acknowledged with it; what had been
 * durable is never dropped, and the member refuses to start without it.
 */
class WalTailE2E {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SECTOR = 512;
    private static final int KEYS = 8;
    private static final String LOST = "the end of the log was lost";

    @Test
    void aWriteThatACrashCutOffIsDroppedAndNothingElse() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster);
            Member member = cluster.member(0);
            List<Torn> kinds = kinds();
            for (int i = 0; i < kinds.size(); i++) {
                member.kill();
                WalFiles wal = new WalFiles(member.dataDirectory().resolve("member/wal"));
                Path tail = wal.last();
                List<WalFiles.Place> records = WalFiles.records(tail);
                long end = records.getLast().end();
                kinds.get(i).leave(tail, end, lastLarge(tail));
                long length = Files.size(tail);
                member.start();
                member.awaitHealthy(SOON);
                assertThat(member.log())
                        .contains("\"msg\":\"dropped a write to the WAL that a crash had cut off\",\"path\":\"" + tail
                                + "\",\"offset\":" + end);
                Path copy = tail.resolveSibling(tail.getFileName() + ".broken");
                assertThat(copy).hasSize(length);
                Files.delete(copy);
                assertHolds(cluster, i);
                cluster.etcdctl().output("put", "after/" + i, "the crash");
            }
            System.out.printf("%d kinds of torn writes dropped%n", kinds.size());
        }
    }

    /** What is left of a write of {@code record} at {@code end}. */
    private interface Torn {
        void leave(Path tail, long end, byte[] record);
    }

    /** Some sectors arrived and the others are zero as before; or the file itself ends. */
    private static List<Torn> kinds() {
        Stream<Torn> beginnings = Stream.of(1, 3, 5)
                .map(sectors -> (tail, end, record) ->
                        WalFiles.write(tail, end, Arrays.copyOf(record, (int) (sectors * SECTOR - end % SECTOR))));
        Torn onlyTheEnd = (tail, end, record) -> {
            int missing = (int) (2 * SECTOR - end % SECTOR);
            WalFiles.write(tail, end + missing, Arrays.copyOfRange(record, missing, record.length));
        };
        Stream<Torn> truncated = Stream.of(3, 8, 9, 600, 3000).map(bytes -> (tail, end, record) -> {
            WalFiles.write(tail, end, Arrays.copyOf(record, bytes));
            WalFiles.setLength(tail, end + bytes);
        });
        return Stream.of(beginnings, Stream.of(onlyTheEnd), truncated)
                .flatMap(kind -> kind)
                .toList();
    }

    private static byte[] lastLarge(Path tail) {
        WalFiles.Place place = WalFiles.records(tail).stream()
                .filter(record -> record.length() > 6 * SECTOR)
                .toList()
                .getLast();
        return WalFiles.read(tail, place.offset(), place.length());
    }

    private static void assertHolds(ProcessCluster cluster, int after) {
        assertThat(cluster.etcdctl().output("get", "key/", "--prefix", "--count-only", "-w", "fields"))
                .contains("\"Count\" : " + KEYS);
        assertThat(cluster.etcdctl().output("get", "after/", "--prefix", "--count-only", "-w", "fields"))
                .contains("\"Count\" : " + after);
    }

    @Test
    void whatWasAcknowledgedIsNeverDropped() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster);
            Member member = cluster.member(0);
            member.stop();
            WalFiles wal = new WalFiles(member.dataDirectory().resolve("member/wal"));
            Path tail = wal.last();
            long length = Files.size(tail);
            WalFiles.Place entry = WalFiles.lastEntry(tail);
            long end = WalFiles.records(tail).getLast().end();
            byte[] sound = WalFiles.read(tail, 0, (int) end);

            WalFiles.flipBit(tail, entry.end() - 20);
            assertDamage(member, wal, tail, entry.offset(), "a record does not match its checksum");
            restore(tail, sound, length);

            byte[] garbage = new byte[3000];
            new Random(7).nextBytes(garbage);
            WalFiles.write(tail, end, garbage);
            assertDamage(member, wal, tail, end, "a record is malformed");
            restore(tail, sound, length);

            WalFiles.write(tail, entry.offset(), new byte[(int) (end - entry.offset())]);
            assertThat(Refusal.of(member).reason())
                    .contains(LOST, wal.directory().toString(), Refusal.ADVICE);
            restore(tail, sound, length);

            for (int left : new int[] {0, 8, 600, entry.length() - 8}) {
                WalFiles.setLength(tail, entry.offset() + left);
                assertThat(Refusal.of(member).reason()).contains(LOST, Refusal.ADVICE);
                restore(tail, sound, length);
            }

            WalFiles.setLength(tail, 0);
            assertDamage(member, wal, tail, 0, "it is empty");
            restore(tail, sound, length);

            Path aside = Files.move(wal.directory(), wal.directory().resolveSibling("aside"));
            assertThat(Refusal.of(member).reason())
                    .contains("there is no log in " + wal.directory(), "--wal-dir", Refusal.ADVICE);
            assertThat(wal.directory()).doesNotExist();
            Files.move(aside, wal.directory());

            member.start();
            member.awaitHealthy(SOON);
            assertHolds(cluster, 0);
        }
    }

    private static void assertDamage(Member member, WalFiles wal, Path file, long offset, String damage) {
        String before = wal.listing();
        assertThat(Refusal.of(member).reason())
                .isEqualTo("wal: %s is damaged at offset %d: %s; nothing was changed; %s"
                        .formatted(file, offset, damage, Refusal.ADVICE));
        assertThat(wal.listing()).isEqualTo(before);
    }

    private static void restore(Path tail, byte[] sound, long length) throws IOException {
        WalFiles.setLength(tail, 0);
        WalFiles.write(tail, 0, sound);
        WalFiles.setLength(tail, length);
        Files.deleteIfExists(tail.resolveSibling(tail.getFileName() + ".broken"));
    }

    /** Values of some sectors each: only those can be written in part. */
    private static void fill(ProcessCluster cluster) {
        IntStream.range(0, KEYS).forEach(i -> cluster.etcdctl().output("put", "key/" + i, "0123456789".repeat(400)));
    }
}
