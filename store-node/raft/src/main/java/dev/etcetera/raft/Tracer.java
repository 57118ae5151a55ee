package dev.etcetera.raft;

/** Port: where Raft tells what it does, in etcd's words. Called by the raft thread; must not block. */
public interface Tracer {
    Tracer NONE = new Tracer() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}
    };

    void info(String message);

    void warn(String message);

    /** Whether {@link #debug} wants anything: texts are not put together for nobody. */
    default boolean debugging() {
        return false;
    }

    default void debug(String message) {}
}
