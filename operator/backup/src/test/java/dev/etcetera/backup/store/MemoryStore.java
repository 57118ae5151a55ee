package dev.etcetera.backup.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.TreeMap;

/** Objects in memory. Owned by one thread. */
public final class MemoryStore implements ObjectStore {
    private final TreeMap<String, byte[]> objects = new TreeMap<>();

    @Override
    public ObjectWriter begin(String key) throws IOException {
        if (objects.containsKey(key)) {
            throw new AlreadyThereException(key);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new ObjectWriter() {
            @Override
            public void write(byte[] part, int offset, int length) {
                bytes.write(part, offset, length);
            }

            @Override
            public void finish() throws IOException {
                if (objects.putIfAbsent(key, bytes.toByteArray()) != null) {
                    throw new AlreadyThereException(key);
                }
            }

            @Override
            public void close() {
                // Gone unless it was finished.
            }
        };
    }

    @Override
    public InputStream read(String key) throws IOException {
        byte[] bytes = objects.get(key);
        if (bytes == null) {
            throw new NotThereException(key);
        }
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public List<String> list(String prefix) {
        return objects.keySet().stream().filter(k -> k.startsWith(prefix)).toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public void close() {
        // Holds nothing else.
    }
}
