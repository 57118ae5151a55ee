package dev.etcetera.server.transport;

/** Bytes from a peer that are not what its protocol promises: the connection they came on is closed. */
final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
