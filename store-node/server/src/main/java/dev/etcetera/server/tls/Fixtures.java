package dev.etcetera.server.tls;

import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Certificates of {@code --auto-tls} and {@code --peer-auto-tls}: made once, below the data directory, and kept there. */
record Fixtures(Path directory, InstantSource clock, ZapLog log) {
    /** The files of these hosts' certificate; one that has expired is made anew, which etcd leaves to its owner. */
    TlsConfig obtain(List<String> hosts, int validityYears) throws IOException {
        if (validityYears == 0) {
            throw new IOException("selfSignedCertValidity is invalid,it should be greater than 0");
        }
        Path certificate = directory.resolve("cert.pem").toAbsolutePath();
        Path key = directory.resolve("key.pem").toAbsolutePath();
        if (!Files.exists(certificate) || !Files.exists(key) || expired(certificate)) {
            make(certificate, key, hosts, validityYears);
        }
        return TlsConfig.ofFiles(certificate.toString(), key.toString());
    }

    private boolean expired(Path certificate) throws IOException {
        List<PemBlock> blocks = PemBlock.all(Files.readAllBytes(certificate));
        return !blocks.isEmpty()
                && Credentials.certificate(blocks.getFirst())
                        .getNotAfter()
                        .toInstant()
                        .isBefore(clock.instant());
    }

    private void make(Path certificate, Path key, List<String> hosts, int validityYears) throws IOException {
        Instant now = clock.instant();
        try {
            SelfSigned made = SelfSigned.create(hosts, validityYears, now);
            log.warn("automatically generate certificates", "hosts", hosts, "validity-years", validityYears);
            Files.createDirectories(directory);
            write(key, made.key().text(), "rw-------");
            log.info("created key file", "path", key.toString());
            write(certificate, made.certificate().text(), "rw-r--r--");
            log.info("created cert file", "path", certificate.toString());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot generate a certificate: " + e.getMessage(), e);
        }
    }

    /** Whole or not at all. */
    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
