package dev.etcetera.server.config;

/** A configuration that cannot be used; the message is one line for the user, in etcd's words where etcd has them. */
public final class ConfigException extends Exception {
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
