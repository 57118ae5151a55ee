package dev.etcetera.server.tls;

import dev.etcetera.server.config.CipherSuites;
import dev.etcetera.server.config.SecurityConfig;
import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import java.util.List;

/**
 * How connections of one port are secured, but for what is in its files.
 *
 * @param files certificates, keys, authorities, revocations, and who is let in
 * @param anyServer whether servers are taken as they are, as etcd does with certificates that members made themselves
 * @param cipherSuites in order of preference, under the JDK's names
 * @param protocols of TLS
 */
record TlsProfile(TlsConfig files, boolean anyServer, List<String> cipherSuites, List<String> protocols) {
    TlsProfile {
        cipherSuites = List.copyOf(cipherSuites);
        protocols = List.copyOf(protocols);
    }

    static TlsProfile of(TlsConfig files, boolean anyServer, SecurityConfig security) {
        boolean from13 = security.tlsMinVersion().equals("TLS1.3");
        boolean upTo12 = security.tlsMaxVersion().equals("TLS1.2");
        return new TlsProfile(
                files,
                anyServer,
                CipherSuites.chosen(security.cipherSuites()),
                from13 ? List.of("TLSv1.3") : upTo12 ? List.of("TLSv1.2") : List.of("TLSv1.3", "TLSv1.2"));
    }
}
