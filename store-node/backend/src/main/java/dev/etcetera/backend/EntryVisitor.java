package dev.etcetera.backend;

/** Receives the entries of a scan in key order. The arrays must not be changed. */
@FunctionalInterface
public interface EntryVisitor {
    /** Returns false to end the scan. */
    boolean visit(byte[] key, byte[] value);
}
