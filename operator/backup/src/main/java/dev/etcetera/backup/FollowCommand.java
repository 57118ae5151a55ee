package dev.etcetera.backup;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
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
        ManagedChannel channel = member.connect();
        try {
            new Follower(
                            objects,
                            new Follower.Member(
                                    new MemberSnapshots(channel, member.patience()), new MemberHistory(channel)),
                            new Follower.Rules(
                                    chain,
                                    writer,
                                    Duration.ofSeconds(intervalSeconds),
                                    deltaBytes,
                                    Duration.ofSeconds(fullSeconds)),
                            Follower.Hands.real(line -> answer(Instant.now() + " " + line)))
                    .run(() -> ending.getCount() == 0);
        } finally {
            channel.shutdownNow();
            ended.countDown();
        }
    }
}
