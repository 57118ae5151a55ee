package dev.etcetera.server.read;

import dev.etcetera.api.EtcdError;

/** A read that waits until this member has seen every write acknowledged before it. Hears one of these once. */
public interface ReadWaiter {
    /** The store may be read now. */
    void ready();

    void failed(EtcdError error);
}
