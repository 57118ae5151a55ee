package dev.etcetera.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Everything a new connection needs, made from one reading of the files. Every connection begins with a full handshake. */
final class TlsContexts {
    /** Longer than a ticket may be valid, so that the JDK gives none: who resumes a session is not verified again. */
    private static final int NO_TICKETS_SECONDS = 8 * 24 * 3600;

    private final SSLContext server;
    private final SSLContext client;
    private final boolean clientMustShowCertificate;
    private final String[] protocols;
    private final String[] cipherSuites;

    private TlsContexts(SSLContext server, SSLContext client, TlsProfile profile) throws IOException {
        this.server = server;
        this.client = client;
        this.clientMustShowCertificate = profile.files().clientCertAuth()
                || !profile.files().trustedCaFile().isEmpty();
        this.protocols = profile.protocols().toArray(String[]::new);
        Set<String> known = Set.of(server.getSupportedSSLParameters().getCipherSuites());
        this.cipherSuites =
                profile.cipherSuites().stream().filter(known::contains).toArray(String[]::new);
        boolean old = profile.protocols().contains("TLSv1.2");
        if (old && profile.cipherSuites().stream().noneMatch(name -> name.contains("_WITH_") && known.contains(name))) {
            throw new IOException("none of the --cipher-suites for TLS 1.2 is available in this JVM");
        }
    }

    /** {@code san} is asked about the certificates of clients. */
    static TlsContexts of(TlsProfile profile, TlsFiles.Contents contents, Optional<SanRule> san, InstantSource clock)
            throws IOException {
        ClientRules rules = new ClientRules(
                profile.files().allowedCommonNames(),
                profile.files().allowedHostnames(),
                contents.revokedSerials(),
                san);
        Verifier verifier = new Verifier(ChainTrust.in(contents.authorities(), clock), rules, profile.anyServer());
        SSLContext server = context(contents.server(), verifier);
        server.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
        return new TlsContexts(server, context(contents.client(), verifier), profile);
    }

    private static SSLContext context(Optional<Credentials> shown, Verifier verifier) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new OneKey(shown)}, new TrustManager[] {verifier}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use TLS: " + e.getMessage(), e);
        }
    }

    /** For a connection that was accepted; of the protocols the first that the client offers is spoken, or none is agreed on. */
    SSLEngine accepting(String remoteAddress, int remotePort, List<String> applicationProtocols) {
        SSLEngine engine = server.createSSLEngine(remoteAddress, remotePort);
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters();
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(clientMustShowCertificate);
        engine.setSSLParameters(parameters);
        engine.setHandshakeApplicationProtocolSelector((_, offered) -> applicationProtocols.stream()
                .filter(offered::contains)
                .findFirst()
                .orElse(""));
        return engine;
    }

    /** For a connection to a host that was dialled. */
    SSLEngine dialling(String host, int port) {
        SSLEngine engine = client.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters());
        return engine;
    }

    /** The same over a connected socket that waits; what closes that socket closes this one. */
    SSLSocket dialling(Socket connected, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(connected, host, port, true);
        socket.setSSLParameters(parameters());
        return socket;
    }

    private SSLParameters parameters() {
        return new SSLParameters(cipherSuites, protocols);
    }
}
