package dev.etcetera.dist;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a member of the distribution at {@code args[0]} in the directory {@code args[1]} with a little traffic of every
 * kind, and has its JVM write the AOT cache at the end. It begins with a database, as one does that was restored: one that ran
 * before has left it. Exits with 1 when a member did not become ready.
 */
public final class Trainer {
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(3);
    private static final String READY = "ready to serve client requests";

    private final Path home;
    private final Path work;
    private final int clientPort;
    private final int securePort;
    private final int peerPort;

    private Trainer(Path home, Path work) throws IOException {
        this.home = home;
        this.work = work;
        try (ServerSocket client = new ServerSocket(0);
                ServerSocket secure = new ServerSocket(0);
                ServerSocket peer = new ServerSocket(0)) {
            this.clientPort = client.getLocalPort();
            this.securePort = secure.getLocalPort();
            this.peerPort = peer.getLocalPort();
        }
    }

    /** Trains. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new Trainer(Path.of(args[0]).toAbsolutePath().normalize(), Path.of(args[1])).train();
    }

    private void train() throws IOException, InterruptedException {
        Path db = work.resolve("db");
        run(List.of(), () -> DatabaseTraffic.fill(clientPort, db));
        leave(db);
        run(List.of("-XX:AOTCacheOutput=" + cache()), () -> {
            DatabaseTraffic.run(clientPort);
            new Traffic(clientPort, securePort).run();
        });
        if (!Files.exists(cache())) {
            throw new IOException("no AOT cache was written");
        }
    }

    /** What a member is asked for while it runs. */
    @FunctionalInterface
    private interface Requests {
        void send() throws IOException, InterruptedException;
    }

    /** Leaves of the member its log, and its database as a file of etcd's. */
    private void leave(Path db) throws IOException {
        Path member = data().resolve("member");
        try (Stream<Path> backend = Files.walk(member.resolve("backend"))) {
            for (Path file : backend.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.delete(member.resolve("FORMAT"));
        Files.move(db, member.resolve("snap").resolve("db"));
    }

    private Path data() {
        return work.resolve("data");
    }

    private void run(List<String> options, Requests requests) throws IOException, InterruptedException {
        Path log = work.resolve("member.log");
        Process member = new ProcessBuilder(command(options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitReady(member, log);
            requests.send();
            member.destroy();
            if (!member.waitFor(WRITTEN_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the member did not stop");
            }
        } finally {
            member.destroyForcibly();
        }
    }

    private Path cache() {
        return home.resolve("lib/etcd.aot");
    }

    private List<String> command(List<String> options) {
        String client = "http://127.0.0.1:" + clientPort;
        String peer = "http://127.0.0.1:" + peerPort;
        List<String> words = new ArrayList<>(List.of(
                home.resolve("runtime/bin/java").toString(),
                "-XX:+UseSerialGC",
                "@" + home.resolve("lib/jvm.options"),
                "-Djava.library.path=" + home.resolve("lib/native")));
        words.addAll(options);
        words.addAll(List.of(
                "-cp",
                home.resolve("lib/etcd.jar").toString(),
                "dev.etcetera.server.bootstrap.EtcdMain",
                "--name=training",
                "--data-dir=" + data(),
                "--listen-client-urls=" + client + ",https://127.0.0.1:" + securePort,
                "--auto-tls",
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=training=" + peer));
        return words;
    }

    private void awaitReady(Process member, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!Files.readString(log).contains(READY)) {
            if (System.nanoTime() > deadline || member.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("the member did not become ready");
            }
        }
    }
}
