package dev.etcetera.backup.store;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with something secret, as a Pod mounts it from a Secret. */
public final class KeyFile {
    private KeyFile() {}

    /** Its text, without what is around it. */
    public static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("key file " + file + " is missing", e);
        } catch (MalformedInputException e) {
            throw new IOException("key file " + file + " is no text", e);
        } catch (IOException e) {
            throw new IOException("key file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
