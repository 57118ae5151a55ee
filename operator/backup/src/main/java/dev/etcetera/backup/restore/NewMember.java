package dev.etcetera.backup.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A member of a cluster that begins.
 *
 * @param peerUrls sorted
 */
public record NewMember(long id, String name, List<String> peerUrls) {
    private static final JsonMapper JSON = new JsonMapper();

    public NewMember {
        peerUrls = List.copyOf(peerUrls);
    }

    /** As etcd prints ids. */
    public String hexId() {
        return Long.toHexString(id);
    }

    /** As etcd keeps members in its database and in membership changes. */
    byte[] json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", new BigInteger(Long.toUnsignedString(id)));
        fields.put("peerURLs", peerUrls);
        fields.put("name", name);
        return bytes(fields);
    }

    /** What of it is the raft log's business. */
    String raftAttributes() {
        return new String(bytes(Map.of("peerURLs", peerUrls)), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
