package dev.etcetera.server.config;

import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** etcd's rules on the TLS flags, as far as they need no file, and what it says of flags that have no effect. Pure. */
final class TlsRules {
    private static final List<Function<ServerConfig, Optional<String>>> RULES = List.of(
            TlsRules::versions,
            TlsRules::cipherSuites,
            config -> files(config.security().peer()),
            TlsRules::peerUrls,
            TlsRules::clientUrls,
            config -> securesClients(config) ? files(config.security().client()) : Optional.empty(),
            TlsRules::addresses);

    private TlsRules() {}

    static Optional<String> problem(ServerConfig config) {
        return RULES.stream().flatMap(rule -> rule.apply(config).stream()).findFirst();
    }

    private static Optional<String> versions(ServerConfig config) {
        String least = config.security().tlsMinVersion();
        String most = config.security().tlsMaxVersion();
        for (String version : List.of(least, most)) {
            if (!List.of("", "TLS1.2", "TLS1.3").contains(version)) {
                return Optional.of(
                        "unexpected TLS version " + GoValues.quote(version) + " (must be one of: TLS1.2, TLS1.3)");
            }
        }
        if (least.equals("TLS1.3") && most.equals("TLS1.2")) {
            return Optional.of("min version (TLS1.3) is greater than max version (TLS1.2)");
        }
        if (least.equals("TLS1.3") && !config.security().cipherSuites().isEmpty()) {
            return Optional.of("cipher suites cannot be configured when only TLS1.3 is enabled");
        }
        return Optional.empty();
    }

    private static Optional<String> cipherSuites(ServerConfig config) {
        return CipherSuites.unknown(config.security().cipherSuites())
                .map(name -> "unexpected TLS cipher suite " + GoValues.quote(name));
    }

    /** Which files must be named together, and which names exclude each other. */
    private static Optional<String> files(TlsConfig tls) {
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        if (tls.certFile().isEmpty() || tls.keyFile().isEmpty()) {
            return Optional.of("KeyFile and CertFile must both be present[key: %s, cert: %s]"
                    .formatted(tls.keyFile(), tls.certFile()));
        }
        if (tls.clientKeyFile().isEmpty() != tls.clientCertFile().isEmpty()) {
            return Optional.of(
                    "ClientKeyFile and ClientCertFile must both be present or both absent: key: %s, cert: %s]"
                            .formatted(tls.clientKeyFile(), tls.clientCertFile()));
        }
        if (!tls.allowedCommonNames().isEmpty() && !tls.allowedHostnames().isEmpty()) {
            return Optional.of("AllowedCNs and AllowedHostnames are mutually exclusive (cns=%s, hostnames=%s)"
                    .formatted(quoted(tls.allowedCommonNames()), quoted(tls.allowedHostnames())));
        }
        return Optional.empty();
    }

    private static String quoted(List<String> names) {
        return names.stream().map(GoValues::quote).collect(Collectors.joining(" ", "[", "]"));
    }

    private static Optional<String> peerUrls(ServerConfig config) {
        TlsConfig peer = config.security().peer();
        return peer.isEmpty() && !peer.autoTls()
                ? secure(config.urls().listenPeer())
                        .findFirst()
                        .map(url -> "cannot listen on TLS for " + url.getRawAuthority()
                                + ": KeyFile and CertFile are not presented")
                : Optional.empty();
    }

    private static Optional<String> clientUrls(ServerConfig config) {
        TlsConfig client = config.security().client();
        if (!client.isEmpty() || client.autoTls()) {
            return Optional.empty();
        }
        UrlConfig urls = config.urls();
        Optional<URI> withoutCertificate = Stream.of(urls.listenClient(), urls.listenClientHttp())
                .flatMap(TlsRules::secure)
                .findFirst();
        if (withoutCertificate.isPresent()) {
            return Optional.of(
                    "TLS key/cert (--cert-file, --key-file) must be provided for client url %s with HTTPS scheme"
                            .formatted(withoutCertificate.get()));
        }
        return secure(urls.listenMetrics())
                .findFirst()
                .map(_ -> "client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure url");
    }

    private static Optional<String> addresses(ServerConfig config) {
        List<String> grpc =
                config.urls().listenClient().stream().map(URI::getRawAuthority).toList();
        return config.urls().listenClientHttp().stream()
                .filter(url -> grpc.contains(url.getRawAuthority()) && url.getPort() != 0)
                .findFirst()
                .map(url ->
                        "cannot bind both --listen-client-urls and --listen-client-http-urls on the same url " + url);
    }

    /** Whether anything that clients connect to is secured. */
    private static boolean securesClients(ServerConfig config) {
        UrlConfig urls = config.urls();
        return Stream.of(urls.listenClient(), urls.listenClientHttp(), urls.listenMetrics())
                .flatMap(TlsRules::secure)
                .findAny()
                .isPresent();
    }

    private static Stream<URI> secure(List<URI> urls) {
        return urls.stream().filter(url -> url.getScheme().equals("https"));
    }

    /** What is ignored, in etcd's words. */
    static List<Notice> advice(ServerConfig config) {
        List<Notice> notices = new ArrayList<>();
        TlsConfig peer = config.security().peer();
        TlsConfig client = config.security().client();
        if (!peer.isEmpty() && peer.autoTls()) {
            notices.add(Notice.warn("ignoring peer auto TLS since certs given"));
        }
        ignored(
                notices,
                peer,
                config.urls().listenPeer(),
                "peer-url",
                "scheme is HTTP while key and cert files are present; ignoring key and cert files",
                "scheme is HTTP while --peer-client-cert-auth is enabled; ignoring client cert auth for this URL");
        if (!client.isEmpty() && client.autoTls()) {
            notices.add(Notice.warn("ignoring client auto TLS since certs given"));
        }
        ignored(
                notices,
                client,
                Stream.concat(config.urls().listenClient().stream(), config.urls().listenClientHttp().stream())
                        .toList(),
                "client-url",
                "scheme is http or unix while key and cert files are present; ignoring key and cert files",
                "scheme is http or unix while --client-cert-auth is enabled; ignoring client cert auth for this URL");
        return notices;
    }

    private static void ignored(
            List<Notice> notices, TlsConfig tls, List<URI> urls, String field, String files, String auth) {
        for (URI url : urls) {
            if (url.getScheme().equals("http")) {
                if (!tls.isEmpty() || tls.autoTls()) {
                    notices.add(Notice.warn(files, field, url.toString()));
                }
                if (tls.clientCertAuth()) {
                    notices.add(Notice.warn(auth, field, url.toString()));
                }
            }
        }
    }
}
