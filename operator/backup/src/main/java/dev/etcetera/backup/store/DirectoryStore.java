package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Objects as files of a directory, as of a volume. A file is written under another name and linked when it is whole. */
public final class DirectoryStore implements ObjectStore {
    private static final String PART = ".part";

    private final Path root;

    public DirectoryStore(Path root) {
        this.root = root;
    }

    @Override
    public ObjectWriter begin(String key) throws IOException {
        Path target = path(key);
        if (Files.exists(target)) {
            throw new AlreadyThereException(key);
        }
        Path folder = folder(target);
        Files.createDirectories(folder);
        giveUp(key);
        return new FileWriter(key, target, folder.resolve(partName(target) + UUID.randomUUID() + PART));
    }

    @Override
    public void giveUp(String key) throws IOException {
        Path target = path(key);
        Path folder = folder(target);
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, p -> isPart(p, partName(target)))) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static String partName(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static boolean isPart(Path file, String begin) {
        String found = String.valueOf(file.getFileName());
        return found.startsWith(begin) && found.endsWith(PART);
    }

    @Override
    public InputStream read(String key) throws IOException {
        try {
            return Files.newInputStream(path(key));
        } catch (NoSuchFileException e) {
            throw new NotThereException(key, e);
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        Path folder = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> root.relativize(f).toString())
                    .filter(k -> k.startsWith(prefix) && !k.endsWith(PART))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Path file = path(key);
        if (Files.deleteIfExists(file)) {
            sync(folder(file));
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private Path path(String key) {
        Path file = root.resolve(key).normalize();
        if (!file.startsWith(root.normalize()) || file.equals(root.normalize())) {
            throw new IllegalArgumentException("no key of this store: " + key);
        }
        return file;
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("no folder of " + file);
        }
        return folder;
    }

    /** What is in a directory is durable only after the directory itself is. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class FileWriter implements ObjectWriter {
        private final String key;
        private final Path target;
        private final Path part;
        private final FileChannel channel;

        FileWriter(String key, Path target, Path part) throws IOException {
            this.key = key;
            this.target = target;
            this.part = part;
            this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteSink.into(channel).write(bytes, offset, length);
        }

        @Override
        public void finish() throws IOException {
            channel.force(true);
            try {
                Files.createLink(target, part);
            } catch (FileAlreadyExistsException e) {
                throw new AlreadyThereException(key, e);
            }
            Files.delete(part);
            sync(folder(target));
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(part);
        }
    }
}
