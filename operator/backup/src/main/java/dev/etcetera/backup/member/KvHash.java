package dev.etcetera.backup.member;

/**
 * etcd's hash of all keys up to a revision, as HashKV gives it.
 *
 * @param revision up to which
 * @param hash unsigned, 32 bits
 * @param compactRevision below which history was gone by then: hashes can be compared only where this is the same
 */
public record KvHash(long revision, long hash, long compactRevision) {}
