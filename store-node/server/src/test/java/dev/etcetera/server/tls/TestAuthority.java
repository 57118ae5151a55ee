package dev.etcetera.server.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority for tests: files of its own certificate, of those it issues, and of those it revoked. */
public final class TestAuthority {
    private static final AtomicLong SERIALS = new AtomicLong(0x1000);

    private final Path directory;
    private final X500Name name;
    private final KeyPair pair = keyPair();

    /** The certificate and key files of one subject. */
    public record Issued(Path certificate, Path key, long serial) {}

    public TestAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = new X500Name("CN=" + name);
        try {
            X509v3CertificateBuilder own =
                    builder(this.name, pair, Instant.now().plus(Duration.ofHours(1)), 1);
            own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            write(certificate(), signed(own));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path certificate() {
        return directory.resolve(name + ".pem");
    }

    /** For a subject with this common name under these names and addresses, usable for an hour on both sides. */
    public Issued issue(String commonName, String... hosts) {
        return issue(commonName, Instant.now().plus(Duration.ofHours(1)), List.of(hosts));
    }

    public Issued issue(String commonName, Instant until, List<String> hosts) {
        long serial = SERIALS.incrementAndGet();
        KeyPair subject = keyPair();
        Issued files = new Issued(
                directory.resolve(commonName + serial + ".crt"),
                directory.resolve(commonName + serial + ".key"),
                serial);
        try {
            X509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), subject, until, serial);
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
            }
            write(files.certificate(), signed(builder));
            write(files.key(), subject.getPrivate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** A list that revokes these. */
    public Path revoke(Issued... revoked) {
        X509v2CRLBuilder list = new X509v2CRLBuilder(name, Date.from(Instant.now()));
        list.setNextUpdate(Date.from(Instant.now().plus(Duration.ofHours(1))));
        Stream.of(revoked)
                .forEach(issued -> list.addCRLEntry(BigInteger.valueOf(issued.serial()), Date.from(Instant.now()), 0));
        try {
            Path file = directory.resolve(name + ".crl");
            Files.write(
                    file,
                    list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                            .getEncoded());
            return file;
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair subjectPair, Instant until, long serial) {
        return new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial),
                Date.from(until.minus(Duration.ofDays(2))),
                Date.from(until),
                subject,
                subjectPair.getPublic());
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host -> new GeneralName(
                        CertificateNames.literal(host).isPresent() ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }

    private X509CertificateHolder signed(X509v3CertificateBuilder builder) {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PEM as OpenSSL writes it: elliptic keys in the form of SEC 1, RSA ones in that of PKCS #1. */
    static void write(Path file, Object content) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(
                    content instanceof java.security.interfaces.ECPrivateKey key
                            ? new PemObject("EC PRIVATE KEY", sec1(key))
                            : content);
        }
        Files.writeString(file, text.toString());
    }

    /** With the curve inside, which Bouncy Castle leaves out. */
    private static byte[] sec1(java.security.interfaces.ECPrivateKey key) throws IOException {
        return new ECPrivateKey(
                        key.getParams().getOrder().bitLength(),
                        key.getS(),
                        PrivateKeyInfo.getInstance(key.getEncoded())
                                .getPrivateKeyAlgorithm()
                                .getParameters())
                .getEncoded();
    }
}
