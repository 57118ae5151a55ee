package dev.etcetera.backup.restore;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that begins with what is restored. Every one of its members derives the same ids from the same configuration,
 * as etcd does: the first eight bytes of a SHA-1.
 *
 * @param members in the unsigned order of their ids
 * @param self which of them is restored
 */
public record NewCluster(long clusterId, List<NewMember> members, NewMember self) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public NewCluster {
        members = List.copyOf(members);
    }

    /**
     * The cluster of etcd's options of the same names.
     *
     * @throws IllegalArgumentException with one line that says what does not fit
     */
    public static NewCluster of(String name, String initialCluster, String token, String advertisedPeerUrls) {
        Map<String, SortedSet<String>> urls = parse(initialCluster);
        SortedSet<String> own = urls.get(name);
        if (own == null) {
            throw new IllegalArgumentException("--name %s is not in --initial-cluster".formatted(name));
        }
        SortedSet<String> advertised = new TreeSet<>();
        for (String url : advertisedPeerUrls.split(",", -1)) {
            advertised.add(checked(url));
        }
        if (!own.equals(advertised)) {
            throw new IllegalArgumentException("--initial-advertise-peer-urls is %s, --initial-cluster has %s for %s"
                    .formatted(String.join(",", advertised), String.join(",", own), name));
        }
        List<NewMember> members = urls.entrySet().stream()
                .map(m -> new NewMember(memberId(m.getValue(), token), m.getKey(), List.copyOf(m.getValue())))
                .sorted(Comparator.comparing(NewMember::id, Long::compareUnsigned))
                .toList();
        NewMember self =
                members.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
        return new NewCluster(clusterId(members), members, self);
    }

    /** {@code name=url,name=url,...}; a name may stand several times. */
    private static Map<String, SortedSet<String>> parse(String initialCluster) {
        Map<String, SortedSet<String>> byName = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (String part : initialCluster.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "--initial-cluster is NAME=URL,NAME=URL,... and not " + initialCluster);
            }
            String url = checked(part.substring(equals + 1));
            if (!seen.add(url)) {
                throw new IllegalArgumentException("--initial-cluster has %s twice".formatted(url));
            }
            byName.computeIfAbsent(part.substring(0, equals).strip(), n -> new TreeSet<>())
                    .add(url);
        }
        return byName;
    }

    private static String checked(String text) {
        String stripped = text.strip();
        try {
            URI url = URI.create(stripped);
            if (SCHEMES.contains(url.getScheme())
                    && url.getPort() > 0
                    && url.getRawPath().isEmpty()) {
                return stripped;
            }
        } catch (IllegalArgumentException e) {
            throw noUrl(stripped, e);
        }
        throw noUrl(stripped, null);
    }

    private static IllegalArgumentException noUrl(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'%s' is no URL of a peer: http or https, a host and a port, no path".formatted(text), cause);
    }

    private static long memberId(SortedSet<String> urls, String token) {
        return firstBytes((String.join("", urls) + token).getBytes(StandardCharsets.UTF_8));
    }

    private static long clusterId(List<NewMember> members) {
        ByteBuffer ids = ByteBuffer.allocate(members.size() * Long.BYTES);
        members.forEach(m -> ids.putLong(m.id()));
        return firstBytes(ids.array());
    }

    private static long firstBytes(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
