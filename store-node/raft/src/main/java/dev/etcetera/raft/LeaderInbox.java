package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;

/** Which part of a leader a message is for. What only followers and candidates take is ignored. Owned by the raft thread. */
final class LeaderInbox {
    private final ResponseHandler responses;
    private final LeaderReads reads;
    private final LeaderTransfer transfer;

    LeaderInbox(ResponseHandler responses, LeaderReads reads, LeaderTransfer transfer) {
        this.responses = responses;
        this.reads = reads;
        this.transfer = transfer;
    }

    void step(Message message) {
        switch (message) {
            case Message.AppendResponse response -> responses.appendResponse(response);
            case Message.HeartbeatResponse response -> responses.heartbeatResponse(response);
            case Message.ReadIndex read -> reads.request(read);
            case Message.TransferLeader request -> transfer.request(request.from());
            case Message.Append _,
                    Message.Heartbeat _,
                    Message.InstallSnapshot _,
                    Message.VoteResponse _,
                    Message.ReadIndexResponse _,
                    Message.TimeoutNow _,
                    Message.ForgetLeader _,
                    Message.Vote _,
                    Message.Propose _ -> {}
        }
    }
}
