package dev.etcetera.server.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/** Ids as etcd derives them: the first eight bytes of a SHA-1, big-endian. */
public final class MemberIds {
    private MemberIds() {}

    /** The id of a member of a new cluster: all its members compute the same ids from the same configuration. */
    public static long memberId(List<String> peerUrls, String clusterToken) {
        return hash(text(peerUrls, clusterToken, ""));
    }

    /** The id of a member added later: the time sets it apart from an earlier one at the same address. */
    public static long memberId(List<String> peerUrls, String clusterToken, long addedAtUnixSeconds) {
        return hash(text(peerUrls, clusterToken, Long.toString(addedAtUnixSeconds)));
    }

    /** The id of a new cluster of these members. */
    public static long clusterId(Collection<Long> memberIds) {
        ByteBuffer bytes = ByteBuffer.allocate(memberIds.size() * Long.BYTES);
        memberIds.stream().sorted(Long::compareUnsigned).forEach(bytes::putLong);
        return hash(bytes.array());
    }

    /** An id as etcd prints it. */
    public static String hex(long id) {
        return Long.toHexString(id);
    }

    /** Reads what {@link #hex} writes. */
    public static long parseHex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }

    private static byte[] text(List<String> peerUrls, String clusterToken, String time) {
        String urls = String.join("", peerUrls.stream().sorted().toList());
        return (urls + clusterToken + time).getBytes(StandardCharsets.UTF_8);
    }

    private static long hash(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
