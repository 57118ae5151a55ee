package dev.etcetera.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A certificate with the chain that is shown with it, and its key. */
record Credentials(List<X509Certificate> chain, PrivateKey key) {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final byte[] SAMPLE = "signed".getBytes(StandardCharsets.US_ASCII);

    Credentials {
        chain = List.copyOf(chain);
    }

    /** From the contents of two PEM files; refuses in Go's words what cannot be used. */
    static Credentials parse(byte[] certificateFile, byte[] keyFile) throws IOException {
        List<PemBlock> blocks = PemBlock.all(certificateFile);
        List<PemBlock> certificates = blocks.stream()
                .filter(block -> block.label().equals(CERTIFICATE))
                .toList();
        if (certificates.isEmpty()) {
            throw new IOException(withoutCertificate(blocks));
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : certificates) {
            chain.add(certificate(block));
        }
        PrivateKey key = key(PemBlock.all(keyFile));
        if (!fits(key, chain.getFirst().getPublicKey())) {
            throw new IOException("tls: private key does not match public key");
        }
        return new Credentials(chain, key);
    }

    private static String withoutCertificate(List<PemBlock> blocks) {
        if (blocks.isEmpty()) {
            return "tls: failed to find any PEM data in certificate input";
        }
        return blocks.size() == 1 && blocks.getFirst().label().endsWith("PRIVATE KEY")
                ? "tls: failed to find certificate PEM data in certificate input, but did find a private key;"
                        + " PEM inputs may have been switched"
                : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the"
                        + " following types: " + labels(blocks);
    }

    static X509Certificate certificate(PemBlock block) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new IOException("x509: malformed certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(List<PemBlock> blocks) throws IOException {
        for (PemBlock block : blocks) {
            if (block.label().equals("PRIVATE KEY") || block.label().endsWith(" PRIVATE KEY")) {
                try {
                    return PrivateKeys.parse(block);
                } catch (GeneralSecurityException e) {
                    throw new IOException("tls: failed to parse private key", e);
                }
            }
        }
        if (blocks.isEmpty()) {
            throw new IOException("tls: failed to find any PEM data in key input");
        }
        throw new IOException(
                labels(blocks).equals("[" + CERTIFICATE + "]")
                        ? "tls: found a certificate rather than a key in the PEM for the private key"
                        : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping"
                                + " PEM blocks of the following types: " + labels(blocks));
    }

    private static String labels(List<PemBlock> blocks) {
        return blocks.stream().map(PemBlock::label).collect(Collectors.joining(" ", "[", "]"));
    }

    private static boolean fits(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
