package dev.etcetera.server.config;

import java.util.List;

/** TLS of both ports and what browsers may do. */
public record SecurityConfig(
        TlsConfig client,
        TlsConfig peer,
        int selfSignedCertValidityYears,
        List<String> cipherSuites,
        String tlsMinVersion,
        String tlsMaxVersion,
        List<String> cors,
        List<String> hostWhitelist) {
    public SecurityConfig {
        cipherSuites = List.copyOf(cipherSuites);
        cors = List.copyOf(cors);
        hostWhitelist = List.copyOf(hostWhitelist);
    }

    /**
     * TLS of one port; empty strings where a flag was not given.
     *
     * @param autoTls whether the member makes itself a certificate, unless one is given
     */
    public record TlsConfig(
            String certFile,
            String keyFile,
            String trustedCaFile,
            boolean clientCertAuth,
            String clientCertFile,
            String clientKeyFile,
            String crlFile,
            boolean autoTls,
            List<String> allowedHostnames,
            List<String> allowedCommonNames,
            boolean skipClientSanVerification) {
        public TlsConfig {
            allowedHostnames = List.copyOf(allowedHostnames);
            allowedCommonNames = List.copyOf(allowedCommonNames);
        }

        /** Nothing but a certificate and its key, shown to clients and to servers alike. */
        public static TlsConfig ofFiles(String certFile, String keyFile) {
            return new TlsConfig(certFile, keyFile, "", false, "", "", "", false, List.of(), List.of(), false);
        }

        /** Whether neither a certificate nor a key was named. */
        public boolean isEmpty() {
            return certFile.isEmpty() && keyFile.isEmpty();
        }
    }
}
