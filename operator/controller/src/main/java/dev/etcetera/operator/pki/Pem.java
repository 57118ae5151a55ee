package dev.etcetera.operator.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/** Reads and writes PEM. What cannot be read is as if it were not there: it is made anew. */
public final class Pem {
    private Pem() {}

    /** All certificates in this text; none when any of it cannot be read. */
    public static List<CertificateView> certificates(String pem) {
        try {
            List<CertificateView> views = new ArrayList<>();
            for (X509Certificate certificate : parse(pem)) {
                views.add(view(certificate));
            }
            return List.copyOf(views);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
            return List.of();
        }
    }

    /** All certificates in this text, each as a text of its own, by fingerprint; none when any of it cannot be read. */
    static Map<String, String> texts(String pem) {
        try {
            Map<String, String> texts = new LinkedHashMap<>();
            for (X509Certificate certificate : parse(pem)) {
                texts.put(view(certificate).fingerprint(), write(certificate));
            }
            return texts;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
            return Map.of();
        }
    }

    /** The first certificate in the one text, if the other holds its key. */
    public static Optional<CertificateView> pair(String certificatePem, String keyPem) {
        try {
            List<X509Certificate> certificates = parse(certificatePem);
            return !certificates.isEmpty() && fits(certificates.getFirst(), key(keyPem))
                    ? Optional.of(view(certificates.getFirst()))
                    : Optional.empty();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What decisions need of this certificate. */
    public static CertificateView view(X509Certificate certificate) throws GeneralSecurityException {
        X509CertificateHolder holder = new JcaX509CertificateHolder(certificate);
        SubjectKeyIdentifier key = SubjectKeyIdentifier.fromExtensions(holder.getExtensions());
        AuthorityKeyIdentifier issuer = AuthorityKeyIdentifier.fromExtensions(holder.getExtensions());
        return new CertificateView(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())),
                certificate.getSubjectX500Principal().getName(),
                commonName(holder),
                key == null ? "" : HexFormat.of().formatHex(key.getKeyIdentifier()),
                issuer == null || issuer.getKeyIdentifierOctets() == null
                        ? ""
                        : HexFormat.of().formatHex(issuer.getKeyIdentifierOctets()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                names(certificate));
    }

    static X509Certificate first(String pem) throws GeneralSecurityException {
        try {
            return parse(pem).getFirst();
        } catch (IOException e) {
            throw new GeneralSecurityException("not a certificate", e);
        }
    }

    static PrivateKey key(String pem) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return switch (parser.readObject()) {
                case PrivateKeyInfo info -> new JcaPEMKeyConverter().getPrivateKey(info);
                case PEMKeyPair pair -> new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                case null, default -> throw new GeneralSecurityException("not a private key");
            };
        } catch (IOException e) {
            // Its message might quote what was read.
            throw new GeneralSecurityException(
                    "not a private key: " + e.getClass().getSimpleName());
        }
    }

    static String write(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<X509Certificate> parse(String pem) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof X509CertificateHolder holder) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        }
        return certificates;
    }

    private static boolean fits(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] message = "do they belong together?".getBytes(StandardCharsets.UTF_8);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(message);
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(message);
        return verifier.verify(signer.sign());
    }

    private static String commonName(X509CertificateHolder holder) {
        RDN[] names = holder.getSubject().getRDNs(BCStyle.CN);
        return names.length == 0
                ? ""
                : IETFUtils.valueToString(names[0].getFirst().getValue());
    }

    private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> found = certificate.getSubjectAlternativeNames();
        Set<String> names = new HashSet<>();
        for (List<?> name : found == null ? List.<List<?>>of() : found) {
            names.add(String.valueOf(name.get(1)));
        }
        return names;
    }
}
