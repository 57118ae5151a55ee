package dev.etcetera.raft.protocol;

/** Who leads and what this node is: useful to know, never durable. */
public record SoftState(long leader, StateType state) {}
