package dev.etcetera.backup.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A store whose objects are compressed and encrypted on their way into it, as its {@link Seal} says, and come back as they
 * were, however they were stored. Keys stay the same, so that whatever the store guarantees of them holds. Who writes a backup
 * is stored as it is, a manifest in the clear.
 */
public record SealedStore(ObjectStore store, Seal seal) implements StoreLayer {
    @Override
    public ObjectWriter begin(String key) throws IOException {
        ObjectWriter raw = store.begin(key);
        if (seal.isNone() || key.endsWith(SmallObjects.WRITER)) {
            return raw;
        }
        try {
            return key.endsWith(SmallObjects.MANIFEST) ? new ManifestWriter(key, raw) : new SealingWriter(key, raw);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    @Override
    public InputStream read(String key) throws IOException {
        InputStream stored = store.read(key);
        if (key.endsWith(SmallObjects.WRITER)) {
            return stored;
        }
        if (!key.endsWith(SmallObjects.MANIFEST)) {
            return seal.reading(key, stored);
        }
        try (stored) {
            return new ByteArrayInputStream(seal.unstamped(key, stored.readNBytes(SmallObjects.MOST_BYTES)));
        }
    }

    private final class ManifestWriter implements ObjectWriter {
        private final String key;
        private final ObjectWriter raw;
        private final ByteArrayOutputStream manifest = new ByteArrayOutputStream();

        ManifestWriter(String key, ObjectWriter raw) {
            this.key = key;
            this.raw = raw;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            manifest.write(bytes, offset, length);
        }

        @Override
        public void finish() throws IOException {
            byte[] stamped = seal.stamped(key, manifest.toByteArray());
            raw.write(stamped, 0, stamped.length);
            raw.finish();
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }

    private final class SealingWriter implements ObjectWriter {
        private final Gate gate;
        private final OutputStream through;

        SealingWriter(String key, ObjectWriter raw) throws IOException {
            this.gate = new Gate(raw);
            this.through = seal.writing(key, gate);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            through.write(bytes, offset, length);
        }

        @Override
        public void finish() throws IOException {
            through.close();
            gate.raw.finish();
        }

        /** What the end of an unfinished object would be goes nowhere. */
        @Override
        public void close() throws IOException {
            gate.shut = true;
            try (gate.raw) {
                through.close();
            }
        }
    }

    /** Into an object, until it is shut. */
    private static final class Gate extends OutputStream {
        private final ObjectWriter raw;
        private boolean shut;

        Gate(ObjectWriter raw) {
            this.raw = raw;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!shut) {
                raw.write(bytes, offset, length);
            }
        }
    }
}
