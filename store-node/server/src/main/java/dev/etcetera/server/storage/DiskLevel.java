package dev.etcetera.server.storage;

/** How much room a member has on its disk, and with it what it lets in. */
public enum DiskLevel {
    /** Everything goes its way. */
    ROOMY,
    /** No new writes are taken; what other members have agreed on still is. */
    LOW,
    /** Only what Raft needs to stay alive is written: votes, terms, commit indexes. */
    FULL
}
