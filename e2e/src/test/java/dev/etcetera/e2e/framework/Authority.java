package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates for members and clients of a test, and takes them back. */
public final class Authority {
    private static final AtomicLong SERIALS = new AtomicLong(0x10_0000);
    private static final Duration HOUR = Duration.ofHours(1);

    private final X500Name name;
    private final KeyPair pair = keyPair();
    private final byte[] certificate;

    /** A certificate and its key in PEM, the key in the form that every program reads. */
    public record Issued(long serial, String certificate, String key) {
        /** Into {@code NAME.crt} and {@code NAME.key}; existing files are written over in place. */
        public void writeTo(Path directory, String name) {
            try {
                Files.createDirectories(directory);
                Files.writeString(directory.resolve(name + ".crt"), certificate);
                Files.writeString(directory.resolve(name + ".key"), key);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public Authority(String commonName) {
        name = new X500Name("CN=" + commonName);
        try {
            X509v3CertificateBuilder own = builder(name, pair, Instant.now().plus(HOUR), 1);
            own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            certificate = own.build(signer()).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its own certificate in PEM. */
    public String certificate() {
        return pem("CERTIFICATE", certificate);
    }

    /** For both sides of a connection, for an hour, on loopback addresses. */
    public Issued issue(String commonName) {
        return issue(commonName, Instant.now().plus(HOUR), List.of("127.0.0.1"));
    }

    /** {@code names} are addresses, and names of hosts. */
    public Issued issue(String commonName, Instant until, List<String> names) {
        long serial = SERIALS.incrementAndGet();
        KeyPair subject = keyPair();
        X509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), subject, until, serial);
        try {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(names));
            }
            return new Issued(
                    serial,
                    pem("CERTIFICATE", builder.build(signer()).getEncoded()),
                    pem("PRIVATE KEY", subject.getPrivate().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GeneralNames names(List<String> names) {
        return new GeneralNames(names.stream().map(Authority::name).toArray(GeneralName[]::new));
    }

    private static GeneralName name(String name) {
        try {
            return new GeneralName(
                    GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress());
        } catch (IllegalArgumentException _) {
            return new GeneralName(GeneralName.dNSName, name);
        }
    }

    /** A revocation list of these, in DER, as etcd wants it. */
    public byte[] revoking(Issued... revoked) {
        X509v2CRLBuilder list = new X509v2CRLBuilder(name, Date.from(Instant.now()));
        list.setNextUpdate(Date.from(Instant.now().plus(HOUR)));
        for (Issued issued : revoked) {
            list.addCRLEntry(BigInteger.valueOf(issued.serial()), Date.from(Instant.now()), 0);
        }
        try {
            return list.build(signer()).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private ContentSigner signer() {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }
}
