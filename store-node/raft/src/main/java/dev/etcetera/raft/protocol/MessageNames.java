package dev.etcetera.raft.protocol;

import dev.etcetera.raft.protocol.Message.VoteKind;

/** What etcd calls each message, for log lines and metrics. */
public final class MessageNames {
    private MessageNames() {}

    public static String etcdName(Message message) {
        return switch (message) {
            case Message.Propose _ -> "MsgProp";
            case Message.Append _ -> "MsgApp";
            case Message.AppendResponse _ -> "MsgAppResp";
            case Message.Vote vote -> vote.kind() == VoteKind.PRE ? "MsgPreVote" : "MsgVote";
            case Message.VoteResponse response -> response.pre() ? "MsgPreVoteResp" : "MsgVoteResp";
            case Message.Heartbeat _ -> "MsgHeartbeat";
            case Message.HeartbeatResponse _ -> "MsgHeartbeatResp";
            case Message.InstallSnapshot _ -> "MsgSnap";
            case Message.ReadIndex _ -> "MsgReadIndex";
            case Message.ReadIndexResponse _ -> "MsgReadIndexResp";
            case Message.TransferLeader _ -> "MsgTransferLeader";
            case Message.TimeoutNow _ -> "MsgTimeoutNow";
            case Message.ForgetLeader _ -> "MsgForgetLeader";
        };
    }
}
