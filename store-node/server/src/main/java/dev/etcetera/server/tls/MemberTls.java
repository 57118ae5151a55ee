package dev.etcetera.server.tls;

import dev.etcetera.server.config.SecurityConfig;
import dev.etcetera.server.config.SecurityConfig.TlsConfig;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All TLS of a member: what its listeners are secured with, and what it dials others with. Handshakes happen on threads of their
 * own, clients' and members' apart: they cost, and may wait for names to be looked up.
 */
public final class MemberTls implements AutoCloseable {
    private static final int HANDSHAKE_THREADS = 4;
    private static final long IDLE_SECONDS = 10;

    private final List<LiveTls> live = new ArrayList<>();
    private final ExecutorService ofClients = threads("tls-clients");
    private final ExecutorService ofPeers = threads("tls-peers");
    private final InstantSource clock;
    private final ZapLog log;
    private final Optional<TlsServer> clients;
    private final Optional<TlsServer> metrics;
    private final Optional<TlsServer> peers;
    private final TlsClient toPeers;

    private MemberTls(ServerConfig config, LogSink sink, InstantSource clock) throws IOException {
        this.clock = clock;
        this.log = sink.named("embed/etcd");
        SecurityConfig security = config.security();
        ZapLog rejections = sink.named("embed/config_logging");
        boolean selfSigned = security.peer().autoTls() && security.peer().isEmpty();
        TlsConfig peerFiles =
                selfSigned ? fixtures(config, "peer", config.urls().listenPeer()) : security.peer();
        TlsProfile peer = TlsProfile.of(peerFiles, selfSigned, security);
        Optional<SanRule> san = Optional.of(new SanRule(NameLookup.system()));
        Supplier<TlsContexts> peerTls =
                peerFiles.isEmpty() && peerFiles.trustedCaFile().isEmpty()
                        ? new JdkTrust(peer, clock)
                        : open(peer, peerFiles.skipClientSanVerification() ? Optional.empty() : san, log);
        this.peers = peerFiles.isEmpty()
                ? Optional.empty()
                : Optional.of(new TlsServer(
                        peerTls,
                        ofPeers,
                        new TlsServer.Rejections("rejected connection on peer endpoint", rejections)));
        this.toPeers = new TlsClient(peerTls, ofPeers);
        tell("starting with peer TLS", peer);
        if (securesClients(config)) {
            List<URI> urls = Stream.concat(
                            config.urls().listenClient().stream(), config.urls().listenClientHttp().stream())
                    .toList();
            TlsConfig files = security.client().isEmpty() ? fixtures(config, "client", urls) : security.client();
            TlsProfile client = TlsProfile.of(files, false, security);
            TlsServer.Rejections told = new TlsServer.Rejections("rejected connection on client endpoint", rejections);
            tell("starting with client TLS", client);
            this.clients = Optional.of(new TlsServer(open(client, Optional.empty(), log), ofClients, told));
            this.metrics = Optional.of(new TlsServer(open(client, san, ZapLog.discard()), ofClients, told));
        } else {
            this.clients = Optional.empty();
            this.metrics = Optional.empty();
        }
    }

    /** Reads all files; throws with one line that says what is wrong. */
    public static MemberTls open(ServerConfig config, LogSink sink, InstantSource clock) throws IOException {
        return new MemberTls(config, sink, clock);
    }

    /** Looks each second whether a file has changed. */
    public void follow(ScheduledExecutorService timers) {
        var _ = timers.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    void refresh() {
        live.forEach(LiveTls::refresh);
    }

    /** For client URLs with https; there when a certificate is. */
    public Optional<TlsServer> clients() {
        return clients;
    }

    /** For metrics URLs with https: etcd looks there at where a client's certificate comes from, too. */
    public Optional<TlsServer> metrics() {
        return metrics;
    }

    /** For peer URLs with https; there when a certificate is. */
    public Optional<TlsServer> peers() {
        return peers;
    }

    /** For connections to other members. */
    public TlsClient toPeers() {
        return toPeers;
    }

    private LiveTls open(TlsProfile profile, Optional<SanRule> san, ZapLog reloads) throws IOException {
        LiveTls opened = LiveTls.open(profile, san, clock, reloads);
        live.add(opened);
        return opened;
    }

    private static boolean securesClients(ServerConfig config) {
        return (!config.security().client().isEmpty()
                        || config.security().client().autoTls())
                && Stream.of(
                                config.urls().listenClient(),
                                config.urls().listenClientHttp(),
                                config.urls().listenMetrics())
                        .flatMap(List::stream)
                        .anyMatch(url -> url.getScheme().equals("https"));
    }

    private TlsConfig fixtures(ServerConfig config, String name, List<URI> urls) throws IOException {
        List<String> hosts = urls.stream()
                .map(url -> String.valueOf(url.getHost()).replace("[", "").replace("]", ""))
                .distinct()
                .toList();
        return new Fixtures(config.dataDir().resolve("fixtures").resolve(name), clock, log)
                .obtain(hosts, config.security().selfSignedCertValidityYears());
    }

    private void tell(String message, TlsProfile profile) {
        TlsConfig files = profile.files();
        if (!files.isEmpty()) {
            log.info(
                    message,
                    "tls-info",
                    "cert = %s, key = %s, client-cert=%s, client-key=%s, trusted-ca = %s, client-cert-auth = %b, crl-file = %s"
                            .formatted(
                                    files.certFile(),
                                    files.keyFile(),
                                    files.clientCertFile(),
                                    files.clientKeyFile(),
                                    files.trustedCaFile(),
                                    files.clientCertAuth(),
                                    files.crlFile()),
                    "cipher-suites",
                    profile.cipherSuites());
        }
    }

    private static ExecutorService threads(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                HANDSHAKE_THREADS,
                HANDSHAKE_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Ends the handshakes under way. */
    @Override
    public void close() {
        ofClients.shutdownNow();
        ofPeers.shutdownNow();
    }
}
