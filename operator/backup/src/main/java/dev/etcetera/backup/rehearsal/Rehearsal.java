package dev.etcetera.backup.rehearsal;

import com.sun.net.httpserver.HttpsConfigurator;
import dev.etcetera.backup.Main;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Takes a backup and restores it, once in the clear and once with TLS, from and to what it plays itself. The JVM that runs it
 * writes its AOT cache when it ends. In a directory that has tls.p12, whose password is "rehearsal", and tls.pem, both of
 * 127.0.0.1. Ends with 1 when something did not work.
 */
public final class Rehearsal {
    private static final char[] PASSWORD = "rehearsal".toCharArray();

    private final Path work;

    private Rehearsal(Path work) {
        this.work = work;
    }

    /** Rehearses in the directory {@code arguments[0]}. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        // What the library of the bucket takes from the environment of a Pod.
        System.setProperty("aws.accessKeyId", "rehearsal");
        System.setProperty("aws.secretAccessKey", "rehearsal");
        Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]));
        rehearsal.run("clear", Optional.empty());
        rehearsal.run("tls", Optional.of(rehearsal.keys()));
        System.exit(0);
    }

    private KeyManagerFactory keys() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(work.resolve("tls.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys;
    }

    private void run(String name, Optional<KeyManagerFactory> keys) throws IOException, GeneralSecurityException {
        String trusted = work.resolve("tls.pem").toString();
        try (PlayedMember member = PlayedMember.start(
                        keys.isEmpty()
                                ? Optional.empty()
                                : Optional.of(GrpcSslContexts.configure(
                                                SslContextBuilder.forServer(keys.get()), SslProvider.JDK)
                                        .build()));
                PlayedBucket bucket =
                        PlayedBucket.start(keys.isEmpty() ? Optional.empty() : Optional.of(https(keys.get())))) {
            List<String> store = new ArrayList<>(
                    List.of("--store=s3://rehearsal/" + name, "--s3-path-style", "--s3-endpoint=" + bucket.url()));
            List<String> endpoint = new ArrayList<>(List.of("--endpoint=127.0.0.1:" + member.port()));
            if (keys.isPresent()) {
                store.add("--s3-ca=" + trusted);
                endpoint.add("--cacert=" + trusted);
            }
            play("save", store, Stream.concat(endpoint.stream(), Stream.of("--name=full", "--writer=rehearsal")));
            play(
                    "restore-member",
                    store,
                    Stream.of(
                            "--backup=full",
                            "--data-dir=" + work.resolve(name),
                            "--name=m1",
                            "--initial-cluster-token=rehearsal",
                            "--initial-cluster=m1=http://127.0.0.1:2380",
                            "--initial-advertise-peer-urls=http://127.0.0.1:2380"));
        }
    }

    private static HttpsConfigurator https(KeyManagerFactory keys) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return new HttpsConfigurator(tls);
    }

    private static void play(String command, List<String> store, Stream<String> more) {
        String[] words = Stream.of(Stream.of(command), store.stream(), more)
                .flatMap(part -> part)
                .toArray(String[]::new);
        if (Main.run(words) != 0) {
            throw new IllegalStateException(command + " did not work");
        }
    }
}
