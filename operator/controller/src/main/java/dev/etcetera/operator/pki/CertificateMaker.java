package dev.etcetera.operator.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys on the curve P-256 and certificates for them. May be used from any thread. */
public final class CertificateMaker {
    private static final int SERIAL_BITS = 127;
    private static final int MARK_BITS = 32;
    private static final String SIGNATURE = "SHA256withECDSA";

    private final SecureRandom random;

    public CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    /** A new authority. No two have the same name: by it one sees whom a member trusts. */
    public Credential authority(String commonName, Instant now, Instant end) {
        try {
            KeyPair pair = newPair();
            String mark = HexFormat.of().toHexDigits(new BigInteger(MARK_BITS, random).intValue());
            X500Name name = new X500NameBuilder()
                    .addRDN(BCStyle.O, "etcetera")
                    .addRDN(BCStyle.CN, commonName + " " + mark)
                    .build();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, newSerial(), begin(now), Date.from(end), name, pair.getPublic());
            Extensions.ofAuthority(builder, pair.getPublic());
            return sign(builder, pair, pair);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate authority", e);
        }
    }

    /** A new certificate, for servers and clients alike. */
    public Credential leaf(LeafRequest request, Credential authority, Instant now, Instant end) {
        try {
            KeyPair pair = newPair();
            X509Certificate signer = Pem.first(authority.certificatePem());
            X500Name name = new X500NameBuilder()
                    .addRDN(BCStyle.CN, request.commonName())
                    .build();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new JcaX509CertificateHolder(signer).getSubject(),
                    newSerial(),
                    begin(now),
                    Date.from(end),
                    name,
                    pair.getPublic());
            Extensions.ofLeaf(builder, pair.getPublic(), signer, request.names());
            return sign(builder, pair, new KeyPair(signer.getPublicKey(), Pem.key(authority.keyPem())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the certificate of Secret " + request.secret(), e);
        }
    }

    private static Credential sign(X509v3CertificateBuilder builder, KeyPair subject, KeyPair signer)
            throws OperatorCreationException, IOException {
        String certificate =
                Pem.write(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer.getPrivate())));
        return new Credential(certificate, Pem.write(new JcaPKCS8Generator(subject.getPrivate(), null)));
    }

    private static Date begin(Instant now) {
        return Date.from(now.minus(CertificateView.BACKDATE));
    }

    private KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private BigInteger newSerial() {
        return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
    }
}
