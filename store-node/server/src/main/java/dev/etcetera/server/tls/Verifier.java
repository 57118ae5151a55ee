package dev.etcetera.server.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies the other side of a connection: of a client the chain and {@link ClientRules}, of a server the chain and that it is
 * the host that was dialled. Called by threads that may block.
 */
final class Verifier extends X509ExtendedTrustManager {
    private static final String NO_CONNECTION = "a certificate is verified for a connection";

    private final ChainTrust trust;
    private final ClientRules rules;
    private final boolean anyServer;

    /** {@code anyServer} lets every server's certificate pass. */
    Verifier(ChainTrust trust, ClientRules rules, boolean anyServer) {
        this.trust = trust;
        this.rules = rules;
        this.anyServer = anyServer;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trust.verify(chain, manager -> manager.checkClientTrusted(chain, authType, engine));
        rules.check(chain, engine.getPeerHost());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServer(chain, engine.getPeerHost(), manager -> manager.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        String host = ((SSLSocket) socket).getHandshakeSession().getPeerHost();
        checkServer(chain, host, manager -> manager.checkServerTrusted(chain, authType, socket));
    }

    private void checkServer(X509Certificate[] chain, String host, ChainTrust.Check check) throws CertificateRefusal {
        if (anyServer) {
            return;
        }
        trust.verify(chain, check);
        Optional<String> mismatch = CertificateNames.of(chain[0]).mismatch(host);
        if (mismatch.isPresent()) {
            throw CertificateRefusal.unverified(mismatch.get(), null);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.authorities();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException(NO_CONNECTION);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException(NO_CONNECTION);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException(NO_CONNECTION);
    }
}
