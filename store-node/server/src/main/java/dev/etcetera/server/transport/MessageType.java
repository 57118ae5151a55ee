package dev.etcetera.server.transport;

/** The message types that travel between members, with their numbers on the wire. Types a member sends to itself are absent. */
enum MessageType {
    PROPOSE(2),
    APPEND(3),
    APPEND_RESPONSE(4),
    VOTE(5),
    VOTE_RESPONSE(6),
    SNAPSHOT(7),
    HEARTBEAT(8),
    HEARTBEAT_RESPONSE(9),
    TRANSFER_LEADER(13),
    TIMEOUT_NOW(14),
    READ_INDEX(15),
    READ_INDEX_RESPONSE(16),
    PRE_VOTE(17),
    PRE_VOTE_RESPONSE(18),
    FORGET_LEADER(23);

    private static final MessageType[] BY_NUMBER = byNumber();

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static MessageType of(int number) {
        if (number < 0 || number >= BY_NUMBER.length || BY_NUMBER[number].number != number) {
            throw new MalformedMessageException("message type " + number + " does not travel between members");
        }
        return BY_NUMBER[number];
    }

    private static MessageType[] byNumber() {
        MessageType[] table = new MessageType[FORGET_LEADER.number + 1];
        java.util.Arrays.fill(table, FORGET_LEADER);
        for (MessageType type : values()) {
            table[type.number] = type;
        }
        return table;
    }
}
