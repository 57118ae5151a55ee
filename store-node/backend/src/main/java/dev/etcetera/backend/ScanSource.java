package dev.etcetera.backend;

import java.util.Iterator;
import java.util.Map;
import jetbrains.exodus.env.Cursor;
import org.jspecify.annotations.Nullable;

/** One ordered layer under a merged scan, standing on an entry until it is exhausted. Used by one thread. */
sealed interface ScanSource extends AutoCloseable {
    /** The key it stands on, or null at the end. */
    byte @Nullable [] key();

    /** The value there; null if the key is deleted. */
    byte @Nullable [] value();

    void advance();

    @Override
    default void close() {}

    /** Entries of a write buffer, deletions included. */
    final class OfMap implements ScanSource {
        private final Iterator<Map.Entry<byte[], WriteBuffer.Write>> entries;
        private Map.@Nullable Entry<byte[], WriteBuffer.Write> current;

        OfMap(Map<byte[], WriteBuffer.Write> tail) {
            entries = tail.entrySet().iterator();
            advance();
        }

        @Override
        public byte @Nullable [] key() {
            return current == null ? null : current.getKey();
        }

        @Override
        public byte @Nullable [] value() {
            return current == null ? null : current.getValue().value();
        }

        @Override
        public void advance() {
            current = entries.hasNext() ? entries.next() : null;
        }
    }

    /** Committed entries. */
    final class OfCursor implements ScanSource {
        private final Cursor cursor;
        private byte @Nullable [] key;

        OfCursor(Cursor cursor, byte[] from) {
            this.cursor = cursor;
            var found = from.length == 0 ? cursor.getNext() : cursor.getSearchKeyRange(Bytes.iterable(from)) != null;
            key = found ? Bytes.array(cursor.getKey()) : null;
        }

        @Override
        public byte @Nullable [] key() {
            return key;
        }

        @Override
        public byte @Nullable [] value() {
            return Bytes.array(cursor.getValue());
        }

        /** How long the value is. */
        int valueBytes() {
            return cursor.getValue().getLength();
        }

        @Override
        public void advance() {
            key = cursor.getNext() ? Bytes.array(cursor.getKey()) : null;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
