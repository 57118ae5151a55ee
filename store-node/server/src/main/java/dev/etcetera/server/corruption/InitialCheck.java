package dev.etcetera.server.corruption;

import dev.etcetera.mvcc.HashOutcome.Hashed;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.server.log.ZapLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares a member that starts with the others, before it serves anybody. */
public final class InitialCheck {
    private final String self;
    private final Duration timeout;
    private final ZapLog log;

    public InitialCheck(long memberId, Duration timeout, ZapLog log) {
        this.self = NodeId.format(memberId);
        this.timeout = timeout;
        this.log = log;
    }

    /**
     * Fails when another member holds something else at this member's revision. Members that do not answer, or have
     * compacted differently, prove nothing.
     */
    public void run(OwnHashes own, PeerHashes peers) throws CorruptionException, InterruptedException {
        log.info("starting initial corruption check", "local-member-id", self, "timeout", timeout);
        Hashed mine = own.current();
        int mismatches = 0;
        for (PeerHash peer : peers.at(mine.hashRevision())) {
            if (differs(mine, peer)) {
                mismatches++;
            }
            tell(mine, peer);
        }
        if (mismatches > 0) {
            throw new CorruptionException(self + " found data inconsistency with peers");
        }
        log.info("initial corruption checking passed; no corruption", "local-member-id", self);
    }

    static boolean differs(Hashed mine, PeerHash peer) {
        return peer.answer() instanceof PeerHash.Hashed other
                && other.hash() != mine.hash()
                && other.compactRevision() == mine.compactRevision();
    }

    private void tell(Hashed mine, PeerHash peer) {
        String message = switch (peer.answer()) {
            case PeerHash.Hashed other when other.hash() == mine.hash() -> "";
            case PeerHash.Hashed _ when differs(mine, peer) -> "found different hash values from remote peer";
            case PeerHash.Hashed _ -> "found different compact revision values from remote peer";
            case PeerHash.Behind _ -> "cannot fetch hash from slow remote peer";
            case PeerHash.Compacted _ -> "cannot fetch hash from remote peer; local member is behind";
            case PeerHash.OtherCluster _ -> "cluster ID mismatch";
            case PeerHash.None _ -> "";
        };
        if (message.isEmpty()) {
            return;
        }
        List<Object> fields = new ArrayList<>(Arrays.asList(
                "local-member-id", self,
                "local-member-revision", mine.hashRevision(),
                "local-member-compact-revision", mine.compactRevision(),
                "local-member-hash", Integer.toUnsignedLong(mine.hash()),
                "remote-peer-id", NodeId.format(peer.memberId()),
                "remote-peer-endpoints", peer.endpoints()));
        if (peer.answer() instanceof PeerHash.Hashed other) {
            fields.addAll(Arrays.asList(
                    "remote-peer-revision", other.revision(),
                    "remote-peer-compact-revision", other.compactRevision(),
                    "remote-peer-hash", Integer.toUnsignedLong(other.hash())));
        }
        log.warn(message, fields.toArray());
    }
}
