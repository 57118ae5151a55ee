package dev.etcetera.backup.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose user dies right before, or right after, its n-th effect. Owned by one thread. */
public record DyingStore(ObjectStore store, AtomicInteger effectsLeft, boolean after) implements StoreLayer {
    /** As a killed process: nothing that would be done on the way out is done. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    @FunctionalInterface
    private interface Effect {
        void happen() throws IOException;
    }

    private void effect(Effect effect) throws IOException {
        if (effectsLeft.get() == 0 && !after) {
            throw new Death();
        }
        effect.happen();
        if (effectsLeft.get() == 0) {
            throw new Death();
        }
        effectsLeft.decrementAndGet();
    }

    @Override
    public ObjectWriter begin(String key) throws IOException {
        ObjectWriter writer = store.begin(key);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writer.write(bytes, offset, length);
            }

            @Override
            public void finish() throws IOException {
                effect(writer::finish);
            }

            @Override
            public void close() throws IOException {
                if (effectsLeft.get() > 0) {
                    writer.close();
                }
            }
        };
    }

    @Override
    public void delete(String key) throws IOException {
        effect(() -> store.delete(key));
    }
}
