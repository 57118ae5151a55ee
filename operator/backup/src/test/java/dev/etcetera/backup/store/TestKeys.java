package dev.etcetera.backup.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files of keys, by number: the same number is the same key. */
public record TestKeys(Path folder) {
    /** Without any. */
    public static final Seal NONE = Seal.NONE;

    public Path file(int... numbers) throws IOException {
        String lines = IntStream.of(numbers).mapToObj(TestKeys::line).collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve("keys-" + lines.hashCode()), lines + "\n");
    }

    static String line(int number) {
        byte[] key = new byte[EncryptionKeys.KEY_BYTES];
        new Random(number).nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    public Seal seal(boolean compressed, int... numbers) throws IOException {
        return new Seal(compressed, Optional.of(EncryptionKeys.read(file(numbers))), false);
    }
}
