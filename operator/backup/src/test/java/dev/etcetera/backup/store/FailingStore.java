package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;

/** A store that fails at random, also after it has done what it was asked. Owned by one thread. */
public final class FailingStore implements StoreLayer {
    private final ObjectStore store;
    private final Random random;
    private double failures;

    public FailingStore(ObjectStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    public void fail(double share) {
        failures = share;
    }

    private void maybeFail(String what) throws IOException {
        if (random.nextDouble() < failures) {
            throw new IOException("the store failed to " + what);
        }
    }

    @Override
    public ObjectWriter begin(String key) throws IOException {
        maybeFail("begin");
        ObjectWriter writer = store.begin(key);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                maybeFail("write");
                writer.write(bytes, offset, length);
            }

            @Override
            public void finish() throws IOException {
                maybeFail("finish");
                writer.finish();
                maybeFail("say that it finished");
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    @Override
    public InputStream read(String key) throws IOException {
        maybeFail("read");
        return store.read(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        maybeFail("list");
        return store.list(prefix);
    }

    @Override
    public void delete(String key) throws IOException {
        maybeFail("delete");
        store.delete(key);
    }
}
