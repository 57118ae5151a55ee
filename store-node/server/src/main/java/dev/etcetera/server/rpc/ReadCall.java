package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.read.ReadWaiter;
import java.util.function.Supplier;

/** A unary read that waits until the store is fresh enough, then is answered here or, when it is long, by the pool. */
final class ReadCall<R> implements ReadWaiter, Runnable {
    private final Answer<R> answer;
    private final Supplier<ApplyResult> read;
    private final ReadPool pool;
    private final boolean isShort;

    ReadCall(Answer<R> answer, Supplier<ApplyResult> read, ReadPool pool, boolean isShort) {
        this.answer = answer;
        this.read = read;
        this.pool = pool;
        this.isShort = isShort;
    }

    @Override
    public void ready() {
        if (isShort) {
            run();
        } else if (!pool.offer(this)) {
            answer.fail(EtcdError.TOO_MANY_REQUESTS);
        }
    }

    @Override
    public void failed(EtcdError error) {
        answer.fail(error);
    }

    @Override
    public void run() {
        answer.send(read.get());
    }
}
