package dev.etcetera.bbolt;

import java.io.IOException;

/** Receives entries in key order. The arrays are the receiver's to keep, not to change. */
@FunctionalInterface
public interface BoltVisitor {
    void entry(byte[] key, byte[] value) throws IOException;
}
