package dev.etcetera.backend;

/** Told about every commit, on the commit thread. Must be quick. */
public interface CommitListener {
    CommitListener NONE = new CommitListener() {};

    /** A batch of {@code writes} puts and deletes has been written in {@code nanos}. */
    default void committed(long nanos, int writes) {}

    /** The batch could not be written: the member must stop, the commit is never retried. */
    default void failed(RuntimeException cause) {}
}
