package dev.etcetera.backup;

/** A lease that keys of a delta hang on. */
record GrantedLease(long id, long ttlSeconds) {}
