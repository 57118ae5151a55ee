package dev.etcetera.server.cluster;

/** What a member answers to {@code /version}: its own version and the one it takes its cluster to have. */
public record MemberVersions(String server, String cluster) {}
