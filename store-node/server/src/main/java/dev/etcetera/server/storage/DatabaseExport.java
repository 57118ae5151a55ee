package dev.etcetera.server.storage;

import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.CommittedView;
import dev.etcetera.backend.EntryVisitor;
import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import dev.etcetera.bbolt.BoltWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** A committed view of the backend as etcd's database file (bbolt, etcd's buckets). */
public final class DatabaseExport implements AutoCloseable {
    private final CommittedView view;
    private final BoltWriter writer;

    private DatabaseExport(CommittedView view, BoltWriter writer) {
        this.view = view;
        this.writer = writer;
    }

    public static DatabaseExport of(CommittedView view) throws IOException {
        return new DatabaseExport(view, BoltWriter.plan(new Source(view)));
    }

    public long sizeBytes() {
        return writer.sizeBytes();
    }

    public void writeTo(OutputStream out) throws IOException {
        writer.writeTo(out);
    }

    @Override
    public void close() {
        view.close();
    }

    private record Source(CommittedView view) implements BoltSource {
        @Override
        public List<String> buckets() {
            return Arrays.stream(Bucket.values())
                    .map(Bucket::bucketName)
                    .sorted()
                    .toList();
        }

        @Override
        public void entries(String name, BoltVisitor visitor) throws IOException {
            walk(view::scan, name, visitor);
        }

        @Override
        public void shapes(String name, BoltVisitor visitor) throws IOException {
            walk(view::scanShapes, name, visitor);
        }

        @FunctionalInterface
        private interface Walk {
            void walk(Bucket bucket, EntryVisitor visitor);
        }

        private static void walk(Walk walk, String name, BoltVisitor visitor) throws IOException {
            Bucket bucket = Arrays.stream(Bucket.values())
                    .filter(b -> b.bucketName().equals(name))
                    .findFirst()
                    .orElseThrow();
            try {
                walk.walk(bucket, (key, value) -> {
                    try {
                        visitor.entry(key, value);
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
