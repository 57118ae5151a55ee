package dev.etcetera.server.log;

/** Turns an event into one line with its line feed. */
sealed interface LineEncoder permits JsonLineEncoder, ConsoleLineEncoder {
    String encode(LogLine line);
}
