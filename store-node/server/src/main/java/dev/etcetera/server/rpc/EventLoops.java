package dev.etcetera.server.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Finds the event loop that a handler runs on, so that what it waits for goes on there. Any thread. */
final class EventLoops {
    private final List<EventExecutor> loops = new ArrayList<>();

    EventLoops(EventLoopGroup group) {
        group.forEach(loops::add);
    }

    /** The event loop of the calling thread; any of them for another thread. */
    Executor current() {
        for (EventExecutor loop : loops) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        return loops.getFirst();
    }
}
