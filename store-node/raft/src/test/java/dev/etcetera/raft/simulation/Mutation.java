package dev.etcetera.raft.simulation;

import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.protocol.Message;
import java.util.List;

/** Ways in which a node can be built wrongly: they prove that the invariants can fail, and that a failure can be read. */
enum Mutation {
    NONE,
    /** Acknowledges entries and votes while they are still being written. */
    ACKNOWLEDGES_BEFORE_SYNC {
        @Override
        boolean early(Message message) {
            return true;
        }
    },
    /** Does not know after a restart for whom it has voted. */
    FORGETS_ITS_VOTE,
    /** Answers linearizable reads out of what it knows, without asking anybody. */
    READS_ALONE,
    /** Refuses votes without a word on what is committed, as Go's members do. */
    REFUSES_WITHOUT_A_WORD {
        @Override
        Message sent(Message message) {
            return message instanceof Message.VoteResponse vote
                    ? new Message.VoteResponse(vote.from(), vote.to(), vote.term(), vote.pre(), vote.rejected())
                    : message;
        }
    },
    /** Asks for votes without a word on what is committed, as Go's members do. */
    ASKS_WITHOUT_A_WORD {
        @Override
        Message sent(Message message) {
            return message instanceof Message.Vote vote
                    ? new Message.Vote(vote.from(), vote.to(), vote.term(), vote.last(), vote.kind())
                    : message;
        }
    };

    /** Whether a message that should wait for the disk does not. */
    boolean early(Message message) {
        return false;
    }

    Message sent(Message message) {
        return message;
    }

    /** The messages of an append that leave at once, or those that leave when it is durable. */
    List<Message> of(StorageAppend append, boolean atOnce) {
        return append.messagesAfter().stream()
                .filter(message -> early(message) == atOnce)
                .map(this::sent)
                .toList();
    }
}
