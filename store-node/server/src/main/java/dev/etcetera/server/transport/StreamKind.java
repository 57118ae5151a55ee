package dev.etcetera.server.transport;

import java.util.Optional;

/** The two long-lived streams of a pair of members, each in each direction. */
enum StreamKind {
    /** Log entries only, in the compact msgappv2 coding. */
    MSGAPP("msgapp", "stream MsgApp v2"),
    /** Everything else, and log entries while there is no msgapp stream. */
    MESSAGE("message", "stream Message");

    private final String pathName;
    private final String title;

    StreamKind(String pathName, String title) {
        this.pathName = pathName;
        this.title = title;
    }

    /** The last but one segment of the path {@code /raft/stream/KIND/ID}. */
    String pathName() {
        return pathName;
    }

    /** The name in logs. */
    String title() {
        return title;
    }

    StreamEncoder newEncoder() {
        return switch (this) {
            case MSGAPP -> new MsgAppV2Encoder();
            case MESSAGE -> new MessageStreamEncoder();
        };
    }

    StreamDecoder newDecoder(long local, long remote) {
        return switch (this) {
            case MSGAPP -> new MsgAppV2Decoder(local, remote);
            case MESSAGE -> new MessageStreamDecoder();
        };
    }

    static Optional<StreamKind> named(String pathName) {
        for (StreamKind kind : values()) {
            if (kind.pathName.equals(pathName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
