package dev.etcetera.server.rpc;

import java.io.IOException;

/** The client has cancelled its call: nothing more need be sent. */
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException() {
        super("the client has cancelled the call");
    }
}
