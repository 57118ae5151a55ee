package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Messages waiting for the next Ready. Those that promise something durable (append and vote responses) are kept apart:
 * they must not leave before the disk has what they promise. Owned by the raft thread.
 */
final class Outbox {
    private final long self;

    private List<Message> messages = new ArrayList<>();
    private List<Message> afterAppend = new ArrayList<>();
    private List<Message> toSelf = new ArrayList<>();
    private List<ReadState> readStates = new ArrayList<>();

    Outbox(long self) {
        this.self = self;
    }

    void send(Message message) {
        messages.add(message);
    }

    /** A promise; one to ourselves is kept and comes back when the disk has it. */
    void sendAfterAppend(Message message) {
        (message.to() == self ? toSelf : afterAppend).add(message);
    }

    void read(ReadState state) {
        readStates.add(state);
    }

    boolean isEmpty() {
        return messages.isEmpty() && afterAppend.isEmpty() && toSelf.isEmpty() && readStates.isEmpty();
    }

    List<Message> takeMessages() {
        List<Message> taken = messages;
        messages = taken.isEmpty() ? taken : new ArrayList<>();
        return view(taken);
    }

    List<Message> takeAfterAppend() {
        List<Message> taken = afterAppend;
        afterAppend = taken.isEmpty() ? taken : new ArrayList<>();
        return view(taken);
    }

    List<Message> takeToSelf() {
        List<Message> taken = toSelf;
        toSelf = taken.isEmpty() ? taken : new ArrayList<>();
        return view(taken);
    }

    List<ReadState> takeReadStates() {
        List<ReadState> taken = readStates;
        readStates = taken.isEmpty() ? taken : new ArrayList<>();
        return view(taken);
    }

    private static <T> List<T> view(List<T> taken) {
        return taken.isEmpty() ? List.of() : Collections.unmodifiableList(taken);
    }
}
