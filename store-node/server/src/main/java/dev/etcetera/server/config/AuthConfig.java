package dev.etcetera.server.config;

/** Tokens and password hashing. */
public record AuthConfig(String token, int bcryptCost, long tokenTtlSeconds) {}
