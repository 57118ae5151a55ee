package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Project;
import io.fabric8.kubernetes.api.model.Secret;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What a client finds in the Secret that the status names. */
record ClientSecret(String authorities, String certificate, String key) {
    private static final Map<ClientSecret, Path> FOLDERS = new ConcurrentHashMap<>();

    static ClientSecret read(String namespace, String name) {
        Secret secret = Objects.requireNonNull(
                Kubernetes.client()
                        .secrets()
                        .inNamespace(namespace)
                        .withName(name)
                        .get(),
                name);
        return new ClientSecret(decoded(secret, "ca.crt"), decoded(secret, "tls.crt"), decoded(secret, "tls.key"));
    }

    private static String decoded(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.US_ASCII);
    }

    /** etcdctl's options, and the files that they name: one folder for each Secret, however often it is asked for. */
    List<String> options() {
        Path folder = FOLDERS.computeIfAbsent(this, ClientSecret::write);
        return List.of(
                "--cacert=" + folder.resolve("ca.crt"),
                "--cert=" + folder.resolve("tls.crt"),
                "--key=" + folder.resolve("tls.key"));
    }

    private Path write() {
        try {
            Path folder = Project.newDirectory("client");
            Files.writeString(folder.resolve("ca.crt"), authorities);
            Files.writeString(folder.resolve("tls.crt"), certificate);
            Files.writeString(folder.resolve("tls.key"), key);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For jetcd. */
    SslContext context() {
        try {
            return GrpcSslContexts.forClient()
                    .trustManager(stream(authorities))
                    .keyManager(stream(certificate), stream(key))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
