package dev.etcetera.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate to everybody, as etcd does: the JDK's own key manager would hold it back from servers that do not name
 * its issuer among their authorities.
 */
@SuppressWarnings("NullAway") // The JDK's interface says "nothing" with null.
final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final Optional<Credentials> credentials;

    OneKey(Optional<Credentials> credentials) {
        this.credentials = credentials;
    }

    /** The name under which the certificate is shown, when it is of one of these kinds. */
    private @Nullable String alias(String... keyTypes) {
        String own = credentials.map(shown -> shown.key().getAlgorithm()).orElse("");
        for (String wanted : keyTypes) {
            if (!own.isEmpty() && (wanted.equals(own) || wanted.startsWith(own + "_"))) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return credentials
                .map(shown -> shown.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return credentials.map(Credentials::key).orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
