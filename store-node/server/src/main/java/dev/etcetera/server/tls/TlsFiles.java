package dev.etcetera.server.tls;

import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that TLS of one port is made of. */
record TlsFiles(TlsConfig config) {
    /** What the files hold. Without authorities the JDK's own are trusted. */
    record Contents(
            Optional<Credentials> server,
            Optional<Credentials> client,
            Optional<List<X509Certificate>> authorities,
            Set<BigInteger> revokedSerials) {
        Contents {
            revokedSerials = Set.copyOf(revokedSerials);
        }
    }

    /** How a file looks from outside; equal as long as nobody replaced or wrote it. */
    private record Stamp(Object identity, long size, long modifiedNanos) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        String.valueOf(found.fileKey()),
                        found.size(),
                        found.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS));
            } catch (IOException e) {
                return new Stamp(e.getClass(), 0, 0);
            }
        }
    }

    /** Changes whenever one of the files does, also where a symbolic link on the way is turned round. */
    Object stamps() {
        return Stream.of(
                        config.certFile(),
                        config.keyFile(),
                        config.clientCertFile(),
                        config.clientKeyFile(),
                        config.trustedCaFile(),
                        config.crlFile())
                .filter(name -> !name.isEmpty())
                .map(name -> Stamp.of(Path.of(name)))
                .toList();
    }

    /** Reads all of them; fails with one line that says what is wrong. */
    Contents read() throws IOException {
        Optional<Credentials> server =
                config.isEmpty() ? Optional.empty() : Optional.of(credentials(config.certFile(), config.keyFile()));
        Optional<Credentials> client = config.clientCertFile().isEmpty() || server.isEmpty()
                ? server
                : Optional.of(credentials(config.clientCertFile(), config.clientKeyFile()));
        return new Contents(server, client, authorities(), revokedSerials());
    }

    private static Credentials credentials(String certFile, String keyFile) throws IOException {
        byte[] certificate = bytes(certFile);
        byte[] key = bytes(keyFile);
        return Credentials.parse(certificate, key);
    }

    private Optional<List<X509Certificate>> authorities() throws IOException {
        if (config.trustedCaFile().isEmpty()) {
            return Optional.empty();
        }
        List<X509Certificate> authorities = new ArrayList<>();
        for (PemBlock block : PemBlock.all(bytes(config.trustedCaFile()))) {
            authorities.add(Credentials.certificate(block));
        }
        if (authorities.isEmpty()) {
            throw new IOException("no certificate found in " + config.trustedCaFile());
        }
        return Optional.of(List.copyOf(authorities));
    }

    private Set<BigInteger> revokedSerials() throws IOException {
        if (config.crlFile().isEmpty()) {
            return Set.of();
        }
        try {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(bytes(config.crlFile())));
            Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
            return entries == null
                    ? Set.of()
                    : entries.stream().map(X509CRLEntry::getSerialNumber).collect(Collectors.toSet());
        } catch (CertificateException | CRLException e) {
            throw new IOException(config.crlFile() + " is no certificate revocation list: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(String file) throws IOException {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException _) {
            throw new IOException("open " + file + ": no such file or directory");
        } catch (AccessDeniedException _) {
            throw new IOException("open " + file + ": permission denied");
        } catch (IOException e) {
            throw new IOException("read " + file + ": " + e.getMessage(), e);
        }
    }
}
