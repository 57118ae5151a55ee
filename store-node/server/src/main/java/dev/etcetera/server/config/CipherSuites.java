package dev.etcetera.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The names that {@code --cipher-suites} takes, which are Go's, and what is offered without it. */
public final class CipherSuites {
    /** Always offered where TLS 1.3 is spoken, as Go does. */
    private static final List<String> OF_TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<String> DEFAULTS = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");
    private static final Set<String> WEAK = Set.of(
            "TLS_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
    private static final Map<String, String> OLDER_NAMES = Map.of(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /** The first name that Go does not know. */
    static Optional<String> unknown(List<String> names) {
        return names.stream()
                .filter(name -> !OF_TLS_1_3.contains(name)
                        && !DEFAULTS.contains(name)
                        && !WEAK.contains(name)
                        && !OLDER_NAMES.containsKey(name))
                .findFirst();
    }

    /** What to offer, best first: the suites named, or the default ones; those of TLS 1.3 in any case. */
    public static List<String> chosen(List<String> names) {
        List<String> below13 = names.isEmpty()
                ? DEFAULTS
                : names.stream()
                        .map(name -> OLDER_NAMES.getOrDefault(name, name))
                        .filter(name -> !OF_TLS_1_3.contains(name))
                        .toList();
        return Stream.concat(OF_TLS_1_3.stream(), below13.stream()).toList();
    }
}
