package dev.etcetera.server.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directories of a member's backends. Each snapshot that a member goes over to makes a new one, so that the old one
 * serves until the new one is whole. Used by the thread that opens the member, then by the apply thread.
 *
 * <pre>
 * member/backend                          what the member began with
 * member/backend.0000000000002a31         the state at index 0x2a31, whole: the highest index is the one in use
 * member/backend.0000000000002b00.part    being filled
 * </pre>
 */
public final class BackendDirs {
    private static final String FIRST = "backend";
    private static final String PART = ".part";
    private static final Pattern NAME = Pattern.compile("backend(?:\\.([0-9a-f]{16}))?");

    /** Fills an empty directory, durably but for the directory's own list of files, and returns what it knows of it. */
    @FunctionalInterface
    public interface Filling<T> {
        T fill(Path emptyDir) throws IOException;
    }

    private record Generation(long index, Path path) {}

    private final Path member;

    BackendDirs(Path member) {
        this.member = member;
    }

    /** The directory in use. */
    public Path current() throws IOException {
        List<Generation> all = generations();
        return all.isEmpty() ? member.resolve(FIRST) : all.getLast().path();
    }

    /** Makes a new directory and puts it into use; until it returns, and should it fail, the present one stays in use. */
    public <T> T replace(long index, Filling<T> filling) throws IOException {
        Path whole = member.resolve("%s.%016x".formatted(FIRST, index));
        Path part = whole.resolveSibling(whole.getFileName() + PART);
        delete(part);
        DataDir.createOwnerOnly(part);
        T filled = filling.fill(part);
        sync(part);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        sync(member);
        return filled;
    }

    /** Whether the directory in use holds files of a backend. */
    public boolean isInUse() throws IOException {
        Path current = current();
        if (!Files.isDirectory(current)) {
            return false;
        }
        try (Stream<Path> files = Files.list(current)) {
            return files.anyMatch(Files::isRegularFile);
        }
    }

    /** Whether the directory in use was made of the state at that index. */
    boolean holds(long index) throws IOException {
        return generation(current()).filter(made -> made.index() == index).isPresent();
    }

    /** Deletes what was not filled to its end and what is not in use any more. While no backend is open. */
    public void deleteLeftovers() throws IOException {
        Path current = current();
        for (Path path : children()) {
            String name = path.getFileName().toString();
            boolean part = name.endsWith(PART)
                    && generation(path.resolveSibling(withoutPart(name))).isPresent();
            boolean old = generation(path).isPresent() && !path.equals(current);
            if (part || old) {
                delete(path);
            }
        }
    }

    /** Deletes a directory that is not in use any more. */
    public static void delete(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(dir)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private List<Generation> generations() throws IOException {
        return children().stream()
                .flatMap(path -> generation(path).stream())
                .sorted(Comparator.comparing(Generation::index, Long::compareUnsigned))
                .toList();
    }

    private static Optional<Generation> generation(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        String index = name.group(1);
        return Optional.of(new Generation(index == null ? 0 : Long.parseUnsignedLong(index, 16), path));
    }

    private static String withoutPart(String name) {
        return name.substring(0, name.length() - PART.length());
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> files = Files.list(member)) {
            return files.toList();
        }
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
