package dev.etcetera.operator.member;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Looks at what a member shows to whoever connects: its certificate, and the names of the authorities that it accepts.
 * Nothing of it is verified: what is looked for may be a certificate that nobody trusts yet.
 */
public final class CertificateLook {
    private final Duration deadline;

    public CertificateLook(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * What a member showed.
     *
     * @param accepted distinguished names, in the form of RFC 2253
     */
    public record Shown(X509Certificate certificate, Set<String> accepted) {
        public Shown {
            accepted = Set.copyOf(accepted);
        }
    }

    /** What is shown at this address, to one that shows this certificate with its key; empty when nothing is. */
    public Optional<Shown> at(String address, int port, String certificatePem, String keyPem) {
        try {
            Onlooker onlooker = new Onlooker(certificate(certificatePem), key(keyPem));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {onlooker.keys()}, new TrustManager[] {onlooker.trust()}, null);
            int millis = Math.toIntExact(deadline.toMillis());
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), millis);
                socket.setSoTimeout(millis);
                try (SSLSocket secured =
                        (SSLSocket) context.getSocketFactory().createSocket(socket, address, port, true)) {
                    secured.startHandshake();
                }
            }
            return onlooker.shown();
        } catch (IOException | GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        String text = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException _) {
            throw new GeneralSecurityException("not a key");
        }
    }
}
