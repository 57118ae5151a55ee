package dev.etcetera.backup;

import dev.etcetera.backup.chain.Cron;
import dev.etcetera.backup.chain.Follower;
import dev.etcetera.backup.chain.FollowerStanding;
import dev.etcetera.backup.member.MemberDoor;
import dev.etcetera.backup.member.MemberHistory;
import dev.etcetera.backup.member.MemberSnapshots;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "follow",
        description =
                "Backs up continuously: full backups from time to time, and what changed since every few seconds. Goes on"
                        + " until it is told to end (SIGTERM), and stores what it has by then.")
final class FollowCommand extends StoreCommand {
    @Mixin
    private MemberOptions member = new MemberOptions();

    @Option(names = "--chain", required = true, paramLabel = "NAME", description = "The folder of its backups.")
    private String chain = "";

    @Option(names = "--writer", required = true, paramLabel = "ID", description = "Who this is.")
    private String writer = "";

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Changes are stored after at most so long.")
    private long intervalSeconds;

    @Option(
            names = "--delta-bytes",
            paramLabel = "N",
            defaultValue = "8388608",
            description = "Or when there are so many.")
    private long deltaBytes;

    @Option(
            names = "--full-every",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description = "How old a full backup becomes before the next one is taken.")
    private long fullSeconds;

    @Option(
            names = "--full-at",
            paramLabel = "CRON",
            description = "When full backups are taken, in the five fields of cron; instead of --full-every.")
    private @Nullable String fullAt;

    @Option(names = "--time-zone", paramLabel = "ZONE", defaultValue = "Etc/UTC", description = "Of --full-at.")
    private String timeZone = "";

    @Option(
            names = "--status-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where GET /status says how far it is; 0 is nowhere.")
    private int statusPort;

    @Mixin
    private RetentionOptions keep = new RetentionOptions();

    @Override
    void run(ObjectStore objects) throws IOException, InterruptedException {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        UnaryOperator<Instant> nextFull = nextFull();
        AtomicReference<FollowerStanding> standing = new AtomicReference<>(FollowerStanding.NONE);
        try (MemberDoor door = member.door();
                StatusPort _ = StatusPort.open(
                        statusPort, () -> Objects.requireNonNull(standing.get()).toJson())) {
            new Follower(
                            objects,
                            new Follower.Member(
                                    new MemberSnapshots(door, member.patience()), new MemberHistory(door), door::again),
                            new Follower.Rules(
                                    chain,
                                    writer,
                                    Duration.ofSeconds(intervalSeconds),
                                    deltaBytes,
                                    nextFull,
                                    keep.retention()),
                            Follower.Hands.real(line -> answer(Instant.now() + " " + line), standing::set))
                    .run(() -> ending.getCount() == 0);
        } finally {
            ended.countDown();
        }
    }

    private UnaryOperator<Instant> nextFull() {
        if (fullAt == null) {
            return taken -> taken.plusSeconds(fullSeconds);
        }
        Cron cron = Cron.parse(fullAt, timeZone);
        return taken -> cron.after(taken).orElse(Instant.MAX);
    }
}
