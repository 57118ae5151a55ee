package dev.etcetera.raft;

import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.Rejection;
import dev.etcetera.raft.protocol.Message.VoteKind;
import dev.etcetera.raft.protocol.MessageNames;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.tracker.Configuration;
import dev.etcetera.raft.tracker.Progress;
import dev.etcetera.raft.tracker.VoteTally;
import java.util.StringJoiner;

/** Tells the {@link Tracer} what happens, in the words operators know from etcd's log: each line begins with the node's id. */
final class Trace {
    private final String self;
    private final Tracer tracer;

    Trace(long id, Tracer tracer) {
        this.self = NodeId.format(id) + " ";
        this.tracer = tracer;
    }

    void info(String text) {
        tracer.info(self + text);
    }

    void warn(String text) {
        tracer.warn(self + text);
    }

    void debug(String text) {
        if (tracer.debugging()) {
            tracer.debug(self + text);
        }
    }

    void started(Raft raft) {
        StringJoiner peers = new StringJoiner(",");
        IdSet voters = raft.configuration().voters().ids();
        for (int i = 0; i < voters.size(); i++) {
            peers.add(NodeId.format(voters.get(i)));
        }
        EntryId last = raft.log().lastId();
        tracer.info(String.format(
                "newRaft %s[peers: [%s], term: %d, commit: %d, applied: %d, lastindex: %d, lastterm: %d]",
                self, peers, raft.term(), raft.log().committed(), raft.log().applied(), last.index(), last.term()));
    }

    void became(String role, long term) {
        info("became " + role + " at term " + term);
    }

    /** What etcd's node loop says when the leader known to this node is another one. */
    void leaderChanged(long before, long now, long term) {
        if (before == now) {
            return;
        }
        String node = "raft.node: " + self;
        if (now == NodeId.NONE) {
            tracer.info(node + "lost leader " + NodeId.format(before) + " at term " + term);
        } else if (before == NodeId.NONE) {
            tracer.info(node + "elected leader " + NodeId.format(now) + " at term " + term);
        } else {
            tracer.info(node + "changed leader from " + NodeId.format(before) + " to " + NodeId.format(now)
                    + " at term " + term);
        }
    }

    void configuration(Configuration configuration) {
        info("switched to configuration " + configuration);
    }

    void higherTerm(long term, Message message) {
        info("[term: " + term + "] received a " + name(message) + " message with higher term from "
                + NodeId.format(message.from()) + " [term: " + message.term() + "]");
    }

    void ignoredLowerTerm(long term, Message message) {
        info("[term: " + term + "] ignored a " + name(message) + " message with lower term from "
                + NodeId.format(message.from()) + " [term: " + message.term() + "]");
    }

    void ignoredVote(Raft raft, Message.Vote request) {
        info(ours(raft) + " ignored " + describe(request) + " at term " + raft.term()
                + ": lease is not expired (remaining ticks: " + raft.timer().remainingLeaseTicks() + ")");
    }

    void answeredVote(Raft raft, Message.Vote request, boolean granted) {
        String answer = granted ? " cast " + name(request) + " for " : " rejected " + name(request) + " from ";
        info(ours(raft) + answer + NodeId.format(request.from()) + " " + describe(request.last()) + " at term "
                + raft.term());
    }

    void askedForVote(Raft raft, EntryId last, VoteKind kind, long voter) {
        info(describe(last) + " sent " + name(kind) + " request to " + NodeId.format(voter) + " at term "
                + raft.term());
    }

    void counted(Raft raft, Message.VoteResponse response, VoteTally.Count count) {
        String type = name(response);
        info("received " + type + (response.rejected() ? " rejection" : "") + " from " + NodeId.format(response.from())
                + " at term " + raft.term());
        info("has received " + count.granted() + " " + type + " votes and " + count.rejected() + " vote rejections");
    }

    void rejectedAppend(Raft raft, Message.Append append) {
        if (tracer.debugging()) {
            debug("[logterm: " + Math.max(0, raft.log().term(append.previous().index())) + ", index: "
                    + append.previous().index() + "] rejected MsgApp " + describe(append.previous()) + " from "
                    + NodeId.format(append.from()));
        }
    }

    void refused(Message.AppendResponse response, Rejection hint) {
        if (tracer.debugging()) {
            debug("received MsgAppResp(rejected, hint: (index " + hint.hintIndex() + ", term " + hint.hintTerm()
                    + ")) from " + NodeId.format(response.from()) + " for index " + response.index());
        }
    }

    void progress(String what, long member, Progress progress) {
        if (tracer.debugging()) {
            debug(what + " " + NodeId.format(member) + " [" + progress + "]");
        }
    }

    void sentSnapshot(Raft raft, Snapshot snapshot, long member, Progress progress) {
        if (tracer.debugging()) {
            debug("[firstindex: " + raft.log().firstIndex() + ", commit: "
                    + raft.log().committed() + "] sent snapshot" + describe(snapshot) + " to " + NodeId.format(member)
                    + " [" + progress + "]");
        }
    }

    void snapshot(Raft raft, Snapshot snapshot, String what) {
        info("[commit: " + raft.log().committed() + "] " + what + " snapshot " + describe(snapshot));
    }

    private static String ours(Raft raft) {
        EntryId last = raft.log().lastId();
        return "[logterm: " + last.term() + ", index: " + last.index() + ", vote: " + NodeId.format(raft.vote()) + "]";
    }

    private static String describe(Message.Vote request) {
        return name(request) + " from " + NodeId.format(request.from()) + " " + describe(request.last());
    }

    private static String describe(EntryId id) {
        return "[logterm: " + id.term() + ", index: " + id.index() + "]";
    }

    private static String describe(Snapshot snapshot) {
        return "[index: " + snapshot.index() + ", term: " + snapshot.metadata().term() + "]";
    }

    private static String name(VoteKind kind) {
        return kind == VoteKind.PRE ? "MsgPreVote" : "MsgVote";
    }

    private static String name(Message message) {
        return MessageNames.etcdName(message);
    }
}
