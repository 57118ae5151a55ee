package dev.etcetera.e2e.store;

import dev.etcetera.e2e.framework.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a member's data directory on a snapshot's way. */
record MemberFiles(Path data) {
    static MemberFiles of(Member member) {
        return new MemberFiles(member.dataDirectory().resolve("member"));
    }

    /** Databases that are being received, of which something has come. */
    List<String> halfReceived() {
        return names("snap").stream()
                .filter(name -> name.startsWith("tmp"))
                .filter(name -> data.resolve("snap").resolve(name).toFile().length() > 0)
                .toList();
    }

    /** Databases that were received and are in no backend yet. */
    List<String> received() {
        return names("snap").stream().filter(name -> name.endsWith(".snap.db")).toList();
    }

    /** Backends that are being filled. */
    List<String> halfImported() {
        return backends().stream().filter(name -> name.endsWith(".part")).toList();
    }

    List<String> backends() {
        return names(".").stream().filter(name -> name.startsWith("backend")).toList();
    }

    private List<String> names(String directory) {
        try (Stream<Path> files = Files.list(data.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
