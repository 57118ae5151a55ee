package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for the one answer of a call that calls back. */
final class Callback {
    private Callback() {}

    static <T> T of(Consumer<Consumer<T>> call) throws InterruptedException {
        BlockingQueue<T> answers = new ArrayBlockingQueue<>(1);
        call.accept(answers::add);
        T answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }
}
