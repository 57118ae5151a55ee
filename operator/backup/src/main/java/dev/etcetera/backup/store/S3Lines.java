package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/**
 * Connections to a store, through the proxy of the environment if there is one. May be used from any thread.
 *
 * @param trusting what TLS begins with, if not as everywhere in this JVM
 */
record S3Lines(Optional<SSLSocketFactory> trusting, ProxyConfiguration proxy) implements UrlConnectionFactory {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** With what the environment and the JVM's properties say of proxies. */
    static S3Lines trusting(Optional<SSLSocketFactory> trusting) {
        return new S3Lines(trusting, ProxyConfiguration.builder().build());
    }

    @Override
    public HttpURLConnection createConnection(URI to) {
        HttpURLConnection line = proxied(to) ? throughProxy(to) : direct(to);
        if (line instanceof HttpsURLConnection secure) {
            trusting.ifPresent(secure::setSSLSocketFactory);
        }
        line.setConnectTimeout((int) CONNECT.toMillis());
        line.setReadTimeout((int) SILENCE.toMillis());
        return new BroadConnection(line);
    }

    private boolean proxied(URI to) {
        String host = to.getHost().toLowerCase(Locale.ROOT);
        return proxy.host() != null && proxy.nonProxyHosts().stream().noneMatch(host::matches);
    }

    private HttpURLConnection throughProxy(URI to) {
        Proxy by = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
        HttpURLConnection line = opened(() -> (HttpURLConnection) to.toURL().openConnection(by));
        String name = proxy.username();
        String password = proxy.password();
        if (name != null && !name.isEmpty() && password != null && !password.isEmpty()) {
            byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
            line.addRequestProperty(
                    "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
        }
        return line;
    }

    /** Java's own properties may still name a proxy. */
    private static HttpURLConnection direct(URI to) {
        return opened(() -> (HttpURLConnection) to.toURL().openConnection());
    }

    private static HttpURLConnection opened(Opening opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Opening {
        HttpURLConnection open() throws IOException;
    }
}
