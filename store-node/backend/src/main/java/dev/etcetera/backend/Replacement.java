package dev.etcetera.backend;

import dev.etcetera.failpoint.Failpoints;

/**
 * A directory that is opened to take the place of a backend's present one. Owned by the apply thread. Must be handed to
 * {@link Backend#replaceWith} or closed.
 */
public final class Replacement implements AutoCloseable {
    private final OpenEnvironment environment;
    private final Committer committer;
    private final View view;

    Replacement(XodusEnvironment xodus, Failpoints failpoints) {
        this.environment = new OpenEnvironment(xodus);
        this.committer = new Committer(environment, failpoints);
        this.view = new View(new WriteBuffer(), null, committer.snapshot());
    }

    /** What the directory holds. */
    public ReadTx readTx() {
        if (!view.snapshot().tryAcquire()) {
            throw new IllegalStateException("the replacement is closed");
        }
        return new ReadTx(view);
    }

    Committer committer() {
        return committer;
    }

    View view() {
        return view;
    }

    /** Lets go of the directory without having used it. */
    @Override
    public void close() {
        view.snapshot().release();
        environment.retire(() -> {});
    }
}
