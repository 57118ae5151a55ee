package dev.etcetera.server.consensus;

import dev.etcetera.backend.BackendFailedException;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.server.apply.EntryBatchApplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the apply thread: applies committed entries and snapshots in order, runs what others ask to be run on this thread, and lets the
 * housekeeping have its turn. A failure here stops the member: its state would no longer be that of the others.
 */
public final class ApplyLoop implements Executor {
    private static final long LONGEST_PARK_NANOS = 1_000_000_000L;

    private sealed interface Work {
        record Apply(List<Entry> entries, Runnable whenApplied) implements Work {}

        record Install(Snapshot snapshot) implements Work {}

        record Task(Runnable runnable) implements Work {}
    }

    private final Mailbox<Work> mailbox = new Mailbox<>(Integer.MAX_VALUE);
    private final EntryBatchApplier applier;
    private final List<ApplyHousekeeping> housekeeping;
    private final FaultHandler faults;
    private final List<LongConsumer> appliedListeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final AppliedIndex appliedIndex;
    private volatile boolean stopping;

    public ApplyLoop(
            EntryBatchApplier applier,
            List<ApplyHousekeeping> housekeeping,
            AppliedIndex appliedIndex,
            FaultHandler faults) {
        this.applier = applier;
        this.housekeeping = List.copyOf(housekeeping);
        this.appliedIndex = appliedIndex;
        this.faults = faults;
        appliedIndex.set(applier.appliedIndex(), applier.applied());
        this.thread = Thread.ofPlatform().name("apply").unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    /** Hears the applied index after each batch, on the apply thread. */
    public void addAppliedListener(LongConsumer listener) {
        appliedListeners.add(listener);
    }

    /**
     * Hands committed entries over, in order; {@code whenApplied} is run on the apply thread. Called by the raft thread. Raft
     * bounds what waits here by its bytes, and {@link LogMemory} what waits behind that.
     */
    void commit(List<Entry> entries, Runnable whenApplied) {
        mailbox.force(new Work.Apply(entries, whenApplied));
    }

    /** Hands over a snapshot that takes the place of everything applied so far. It is durable. Called by the raft thread. */
    void install(Snapshot snapshot) {
        mailbox.force(new Work.Install(snapshot));
    }

    @Override
    public void execute(Runnable task) {
        mailbox.force(new Work.Task(task));
    }

    /** Applies what is queued, then ends the thread and waits for it. */
    public void stop() throws InterruptedException {
        execute(() -> stopping = true);
        thread.join();
    }

    private void loop() {
        try {
            while (!stopping) {
                @Nullable Work work = mailbox.poll();
                if (work != null) {
                    perform(work);
                }
                long nextDueNanos = keepHouse(System.nanoTime());
                if (work == null) {
                    mailbox.await(nextDueNanos);
                }
            }
        } catch (BackendFailedException fault) {
            faults.fatal("failed to write the backend", new IOException(fault.getMessage(), fault));
        } catch (UncheckedIOException fault) {
            faults.fatal("failed to apply a snapshot", new IOException(BackendFailedException.reason(fault), fault));
        } catch (RuntimeException fault) {
            faults.fatal("failed to apply a committed entry", fault);
        }
    }

    private long keepHouse(long nowNanos) {
        long nextDueNanos = LONGEST_PARK_NANOS;
        for (ApplyHousekeeping part : housekeeping) {
            part.run(nowNanos);
            nextDueNanos = Math.min(nextDueNanos, part.nextDueNanos(nowNanos));
        }
        return nextDueNanos;
    }

    private void perform(Work work) {
        switch (work) {
            case Work.Apply(List<Entry> entries, Runnable whenApplied) -> {
                applier.apply(entries);
                // Who sees the applied index may rely on Raft's hearing of it before whatever comes next.
                whenApplied.run();
                applied();
            }
            case Work.Install(Snapshot snapshot) -> {
                applier.install(snapshot);
                applied();
            }
            case Work.Task(Runnable task) -> task.run();
        }
    }

    private void applied() {
        long applied = applier.appliedIndex();
        appliedIndex.set(applied, applier.applied());
        for (LongConsumer listener : appliedListeners) {
            listener.accept(applied);
        }
    }
}
