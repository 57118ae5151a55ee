package dev.etcetera.server.bootstrap;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The apply thread, for those who are made before it and ask something of it later. Any thread. */
final class ApplyThread implements Executor {
    private volatile @Nullable Executor loop;

    void use(Executor started) {
        loop = started;
    }

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(loop, "clients are let in after the apply thread was made")
                .execute(task);
    }
}
