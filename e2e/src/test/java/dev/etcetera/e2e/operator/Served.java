package dev.etcetera.e2e.operator;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Sees which certificates members show, without any of its own. */
final class Served {
    private Served() {}

    /** A certificate as it was shown. */
    record Shown(String serial, String issuer) {}

    /** What all members of the cluster show on their client and peer ports now, as far as they show anything. */
    static Map<String, Shown> by(TestCluster cluster) {
        Map<String, Shown> shown = new TreeMap<>();
        cluster.pods().forEach(pod -> {
            for (int port : new int[] {2379, 2380}) {
                at(pod.getStatus().getPodIP(), port)
                        .ifPresent(c -> shown.put(
                                pod.getMetadata().getName() + ":" + port,
                                new Shown(
                                        c.getSerialNumber().toString(16),
                                        c.getIssuerX500Principal().getName())));
            }
        });
        return shown;
    }

    private static Optional<X509Certificate> at(String address, int port) {
        AtomicReference<X509Certificate> seen = new AtomicReference<>();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody(seen)}, null);
            try (Socket socket = new Socket(address, port);
                    SSLSocket secured =
                            (SSLSocket) context.getSocketFactory().createSocket(socket, address, port, true)) {
                secured.startHandshake();
            }
        } catch (IOException | GeneralSecurityException _) {
            // It is refused, having been shown what it came for.
        }
        return Optional.ofNullable(seen.get());
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        private final AtomicReference<X509Certificate> seen;

        Anybody(AtomicReference<X509Certificate> seen) {
            this.seen = seen;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            seen.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            seen.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen.set(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
