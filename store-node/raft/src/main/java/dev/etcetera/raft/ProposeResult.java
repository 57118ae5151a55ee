package dev.etcetera.raft;

/** What became of a proposal. */
public enum ProposeResult {
    /** In the leader's log, or on its way to the leader. It may still be lost: only applying it proves otherwise. */
    ACCEPTED,
    /** Nothing happened: no leader, a transfer of leadership under way, or too much uncommitted. */
    DROPPED
}
