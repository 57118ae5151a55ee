package dev.etcetera.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The name of a segment file.
 *
 * @param sequence counts the segments of a log from 0 without a gap
 * @param index the first raft index that may be found in it
 */
record SegmentName(long sequence, long index) implements Comparable<SegmentName> {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.wal");

    static Optional<SegmentName> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? Optional.of(new SegmentName(
                        Long.parseUnsignedLong(matcher.group(1), 16), Long.parseUnsignedLong(matcher.group(2), 16)))
                : Optional.empty();
    }

    /** The segments of a directory in order; empty when there is no directory. */
    static List<SegmentName> list(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.flatMap(file -> parse(file.getFileName().toString()).stream())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The segments that hold what comes after {@code index}: none when the log begins later. */
    static List<SegmentName> from(List<SegmentName> names, long index) {
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).index <= index) {
                return names.subList(i, names.size());
            }
        }
        return List.of();
    }

    /** The first name that does not follow its predecessor, if any. */
    static Optional<SegmentName> gap(List<SegmentName> names) {
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i).sequence != names.get(i - 1).sequence + 1) {
                return Optional.of(names.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public int compareTo(SegmentName other) {
        int bySequence = Long.compareUnsigned(sequence, other.sequence);
        return bySequence != 0 ? bySequence : Long.compareUnsigned(index, other.index);
    }

    @Override
    public String toString() {
        return "%016x-%016x.wal".formatted(sequence, index);
    }
}
