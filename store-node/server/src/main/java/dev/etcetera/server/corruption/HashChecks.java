package dev.etcetera.server.corruption;

import dev.etcetera.api.EtcdError;
import dev.etcetera.mvcc.HashOutcome.Hashed;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadWaiter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Compares the members of a cluster while it serves, as its leader, and raises the alarm CORRUPT. Owned by one thread, which
 * waits for answers.
 */
public final class HashChecks {
    private final long self;
    private final OwnHashes own;
    private final PeerHashes peers;
    private final Surroundings surroundings;
    private final ZapLog log;
    private long latestRevisionChecked;

    /**
     * What a check needs besides hashes.
     *
     * @param alarm raises CORRUPT for a member; 0 stands for nobody knows which
     */
    public record Surroundings(ReadIndexService reads, LongConsumer alarm, Duration timeout) {}

    public HashChecks(long self, OwnHashes own, PeerHashes peers, Surroundings surroundings, ZapLog log) {
        this.self = self;
        this.own = own;
        this.peers = peers;
        this.surroundings = surroundings;
        this.log = log;
    }

    /** Compares the newest hash of all. */
    public void periodic() throws InterruptedException {
        Hashed before = own.current();
        List<PeerHash> others = peers.at(before.hashRevision());
        Optional<String> failure = awaitLinearized();
        if (failure.isPresent()) {
            log.warn("failed to check hash KV", "error", failure.get());
            return;
        }
        Hashed after = own.current();
        PeriodicVerdict verdict = PeriodicVerdict.of(self, before, after, others);
        verdict.findings().forEach(finding -> tell(finding, before, after));
        verdict.corrupt().ifPresent(surroundings.alarm()::accept);
        log.info("finished peer corruption check", "number-of-peers-checked", verdict.peersChecked());
    }

    /** Compares the hashes that all members took at their last common compaction. */
    public void compactions() throws InterruptedException {
        log.info(
                "starting compact hash check",
                "local-member-id",
                NodeId.format(self),
                "timeout",
                surroundings.timeout());
        List<Hashed> unchecked = own.compactions().stream()
                .filter(hash -> hash.hashRevision() > latestRevisionChecked)
                .sorted(Comparator.comparingLong(Hashed::hashRevision).reversed())
                .toList();
        int checked = 0;
        for (Hashed hash : unchecked) {
            List<PeerHash> others = peers.at(hash.hashRevision());
            checked++;
            if (!others.isEmpty() && settles(hash, others)) {
                break;
            }
        }
        log.info("finished compaction hash check", "number-of-hashes-checked", checked);
    }

    /** Whether older compactions need not be looked at. */
    private boolean settles(Hashed leader, List<PeerHash> others) {
        others.forEach(peer -> tellSkipped(leader, peer, others.size()));
        return switch (CompactionVerdict.of(self, leader, others)) {
            case CompactionVerdict.Agreed(int peersChecked) -> {
                log.info(
                        "successfully checked hash on whole cluster",
                        "number-of-peers-checked",
                        peersChecked,
                        "revision",
                        leader.hashRevision(),
                        "compactRevision",
                        leader.compactRevision());
                latestRevisionChecked = Math.max(latestRevisionChecked, leader.hashRevision());
                yield true;
            }
            case CompactionVerdict.Incomplete(int peersChecked) -> {
                log.warn(
                        "skipped revision in compaction hash check; was not able to check all peers",
                        "number-of-peers-checked",
                        peersChecked,
                        "number-of-peers",
                        others.size(),
                        "revision",
                        leader.hashRevision(),
                        "compactRevision",
                        leader.compactRevision());
                yield false;
            }
            case CompactionVerdict.Differs differs -> {
                accuse(leader, differs);
                yield true;
            }
        };
    }

    private void accuse(Hashed leader, CompactionVerdict.Differs differs) {
        if (!differs.quorum()) {
            log.error(
                    "Detected compaction hash mismatch but cannot identify the corrupted members, so intentionally set the"
                            + " memberID as 0",
                    "leader-id",
                    NodeId.format(self),
                    "leader-revision",
                    leader.hashRevision(),
                    "leader-compact-revision",
                    leader.compactRevision(),
                    "leader-hash",
                    Integer.toUnsignedLong(leader.hash()));
            surroundings.alarm().accept(0);
        }
        for (Map.Entry<Integer, List<Long>> suspects : differs.suspects().entrySet()) {
            if (differs.quorum()) {
                suspects.getValue().forEach(surroundings.alarm()::accept);
            }
            log.error(
                    "Detected compaction hash mismatch",
                    "leader-id",
                    NodeId.format(self),
                    "leader-revision",
                    leader.hashRevision(),
                    "leader-compact-revision",
                    leader.compactRevision(),
                    "leader-hash",
                    Integer.toUnsignedLong(leader.hash()),
                    "peer-hash",
                    Integer.toUnsignedLong(suspects.getKey()),
                    "peer-ids",
                    suspects.getValue().stream().map(NodeId::format).collect(Collectors.joining(",")),
                    "quorum-exist",
                    differs.quorum());
        }
    }

    private void tellSkipped(Hashed leader, PeerHash peer, int peersCount) {
        String reason = CompactionVerdict.skipped(leader, peer);
        if (!reason.isEmpty()) {
            log.warn(
                    "Skipped peer's hash",
                    "number-of-peers",
                    peersCount,
                    "leader-id",
                    NodeId.format(self),
                    "peer-id",
                    NodeId.format(peer.memberId()),
                    "reason",
                    reason);
        }
    }

    private void tell(PeriodicVerdict.Finding finding, Hashed before, Hashed after) {
        switch (finding) {
            case PeriodicVerdict.Finding.OwnHashChanged _ -> tellOwnHashChanged(before, after);
            case PeriodicVerdict.Finding.RevisionAhead(long follower, long revision) ->
                log.warn(
                        "revision from follower must be less than or equal to leader's",
                        "leader-revision",
                        after.revision(),
                        "follower-revision",
                        revision,
                        "follower-peer-id",
                        NodeId.format(follower));
            case PeriodicVerdict.Finding.CompactionAhead(long follower, long compactRevision) ->
                log.warn(
                        "compact revision from follower must be less than or equal to leader's",
                        "leader-compact-revision",
                        after.compactRevision(),
                        "follower-compact-revision",
                        compactRevision,
                        "follower-peer-id",
                        NodeId.format(follower));
            case PeriodicVerdict.Finding.HashDiffers(long follower, PeerHash.Hashed hashed) ->
                log.warn(
                        "same compact revision then hashes must match",
                        "leader-compact-revision",
                        after.compactRevision(),
                        "leader-hash",
                        Integer.toUnsignedLong(before.hash()),
                        "follower-compact-revision",
                        hashed.compactRevision(),
                        "follower-hash",
                        Integer.toUnsignedLong(hashed.hash()),
                        "follower-peer-id",
                        NodeId.format(follower));
        }
    }

    private void tellOwnHashChanged(Hashed before, Hashed after) {
        log.warn(
                "found hash mismatch",
                "revision-1",
                before.hashRevision(),
                "compact-revision-1",
                before.compactRevision(),
                "hash-1",
                Integer.toUnsignedLong(before.hash()),
                "revision-2",
                after.hashRevision(),
                "compact-revision-2",
                after.compactRevision(),
                "hash-2",
                Integer.toUnsignedLong(after.hash()));
    }

    /** Waits until this member has seen whatever the others may have seen; tells why it has not. */
    private Optional<String> awaitLinearized() throws InterruptedException {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        surroundings.reads().linearize(Runnable::run, new ReadWaiter() {
            @Override
            public void ready() {
                answer.complete(Optional.empty());
            }

            @Override
            public void failed(EtcdError error) {
                answer.complete(Optional.of(error.message()));
            }
        });
        try {
            return answer.get(surroundings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return Optional.of("context deadline exceeded");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
