package dev.etcetera.raft;

/** How far one member is, in its leader's view. The state has etcd's name: StateProbe, StateReplicate, StateSnapshot. */
public record ProgressStatus(
        long match, long next, String state, boolean learner, boolean recentActive, long pendingSnapshot) {}
