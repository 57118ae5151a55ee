package dev.etcetera.backup.member;

/** A lease that keys of a delta hang on. */
public record GrantedLease(long id, long ttlSeconds) {}
