package dev.etcetera.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Whether two lists of peer URLs mean the same addresses: as they are written or, failing that, once host names are
 * resolved. A name that does not resolve is tried again, as that of a pod appears a little after the pod. Blocks; used while
 * a member starts.
 */
public final class UrlEquality {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Lookup lookup;
    private final long patienceNanos;
    private final long pauseMillis;

    /** Finds the address of a host name. */
    @FunctionalInterface
    interface Lookup {
        String address(String host) throws UnknownHostException;
    }

    UrlEquality(Lookup lookup, Duration patience, Duration pause) {
        this.lookup = lookup;
        this.patienceNanos = patience.toNanos();
        this.pauseMillis = pause.toMillis();
    }

    /** Asks the system's resolver, for as long as etcd does. */
    public static UrlEquality ofThisHost() {
        return new UrlEquality(host -> InetAddress.getByName(host).getHostAddress(), PATIENCE, PAUSE);
    }

    /** Why they are not the same, in etcd's words; empty when they are. */
    public Optional<String> difference(List<String> one, List<String> other) {
        if (one.size() != other.size()) {
            return Optional.of("len(%s) != len(%s)".formatted(quoted(one), quoted(other)));
        }
        List<String> a = normalized(one);
        List<String> b = normalized(other);
        if (a.equals(b)) {
            return Optional.empty();
        }
        long deadlineNanos = System.nanoTime() + patienceNanos;
        try {
            a = resolved(a, deadlineNanos);
            b = resolved(b, deadlineNanos);
        } catch (UnknownHostException unresolved) {
            return Optional.of(String.valueOf(unresolved.getMessage()));
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).equals(b.get(i))) {
                return Optional.of(
                        "resolved urls: %s != %s".formatted(GoValues.quote(a.get(i)), GoValues.quote(b.get(i))));
            }
        }
        return Optional.empty();
    }

    private List<String> resolved(List<String> urls, long deadlineNanos) throws UnknownHostException {
        List<String> resolved = new ArrayList<>();
        for (String url : urls) {
            URI uri = URI.create(url);
            String host = uri.getHost();
            resolved.add(
                    host == null || host.equals("localhost")
                            ? url
                            : text(uri, bracketed(address(url, host, deadlineNanos))));
        }
        resolved.sort(Comparator.naturalOrder());
        return resolved;
    }

    private String address(String url, String host, long deadlineNanos) throws UnknownHostException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        while (true) {
            try {
                return lookup.address(bare);
            } catch (UnknownHostException unknown) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    throw problem(url, "lookup " + host + ": no such host");
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw problem(url, "context canceled");
            }
        }
    }

    private static UnknownHostException problem(String url, String reason) {
        return new UnknownHostException("failed to resolve %s (%s)".formatted(GoValues.quote(url), reason));
    }

    private static List<String> normalized(List<String> urls) {
        return urls.stream().map(UrlEquality::normalized).sorted().toList();
    }

    private static String normalized(String url) {
        URI uri = URI.create(url);
        String host = uri.getHost();
        return host == null ? url : text(uri, host);
    }

    private static String text(URI uri, String host) {
        return uri.getScheme() + "://" + host + ":" + uri.getPort();
    }

    private static String bracketed(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }

    private static String quoted(List<String> urls) {
        return urls.stream().map(GoValues::quote).collect(Collectors.joining(" ", "[", "]"));
    }
}
