package dev.etcetera.server.bootstrap;

import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.corruption.PeerHash;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.transport.RemoteHashes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks every other member for its hash and waits for the answers. */
record PeerHashLookup(Peers peers, Cluster cluster, long self, Duration timeout, ZapLog log) {
    private record Asked(Member member, CompletableFuture<RemoteHashes.Outcome> answer) {}

    List<PeerHash> at(long revision) throws InterruptedException {
        RemoteHashes remote = new RemoteHashes(peers.client(), NodeId.format(cluster.id()));
        List<Asked> asked = new ArrayList<>();
        for (Member member : cluster.members()) {
            if (member.id() != self && !member.peerUrls().isEmpty()) {
                Asked one = new Asked(member, new CompletableFuture<>());
                asked.add(one);
                remote.ask(member.peerUrls(), revision, one.answer()::complete);
            }
        }
        List<PeerHash> hashes = new ArrayList<>();
        for (Asked one : asked) {
            hashes.add(new PeerHash(one.member().id(), one.member().peerUrls(), answer(one, revision)));
        }
        return hashes;
    }

    private PeerHash.Answer answer(Asked asked, long revision) throws InterruptedException {
        return switch (await(asked)) {
            case RemoteHashes.Outcome.Hashed(var hash) ->
                new PeerHash.Hashed(hash.hash(), hash.compactRevision(), hash.currentRevision());
            case RemoteHashes.Outcome.Refused(String reason)
            when reason.contains("required revision has been compacted") ->
                failed(asked, revision, reason, new PeerHash.Compacted());
            case RemoteHashes.Outcome.Refused(String reason)
            when reason.contains("future revision") -> failed(asked, revision, reason, new PeerHash.Behind());
            case RemoteHashes.Outcome.Refused(String reason)
            when reason.contains("cluster ID mismatch") -> failed(asked, revision, reason, new PeerHash.OtherCluster());
            case RemoteHashes.Outcome.Refused(String reason) ->
                failed(asked, revision, reason, new PeerHash.None(reason));
            case RemoteHashes.Outcome.Failed lost ->
                failed(asked, revision, lost.reason(), new PeerHash.None(lost.reason()));
        };
    }

    private PeerHash.Answer failed(Asked asked, long revision, String reason, PeerHash.Answer answer) {
        log.warn(
                "failed hash kv request",
                "local-member-id",
                NodeId.format(self),
                "requested-revision",
                revision,
                "remote-peer-endpoint",
                asked.member().peerUrls().getFirst(),
                "error",
                reason);
        return answer;
    }

    private RemoteHashes.Outcome await(Asked asked) throws InterruptedException {
        try {
            return asked.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new RemoteHashes.Outcome.Failed(asked.member().peerUrls().getFirst(), "context deadline exceeded");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
