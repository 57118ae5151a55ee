package dev.etcetera.backup.chain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.store.DamagedBackupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a backup is, beside its data and written after it: a backup without one was not finished.
 *
 * @param format 1
 * @param name of the backup, the folder of its objects
 * @param writer who wrote it: only the same one may write it again or delete it
 * @param clusterId as etcd prints it, hexadecimal
 * @param memberId which member was read
 * @param etcdVersion of that member
 * @param revision of the last change in it is at least this
 * @param revisionAtMost and at most this: more than the other only when the member did not say and was written to meanwhile
 * @param authRevision of users and roles, as etcd counts their changes; 0 when the member did not say
 * @param sizeBytes of the data, with the sum at their end
 * @param sha256 of the database, without the sum at its end; hexadecimal
 * @param takenAt ISO 8601, UTC
 * @param hash missing when the member could not give it any more
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        int format,
        String name,
        String writer,
        String clusterId,
        String memberId,
        String etcdVersion,
        long revision,
        long revisionAtMost,
        long authRevision,
        long sizeBytes,
        String sha256,
        String takenAt,
        @Nullable KvHash hash) {
    static final int FORMAT = 1;
    private static final JsonMapper JSON = new JsonMapper();

    /** When it was taken: what it has, it had by then. */
    public Instant taken() {
        return Instant.parse(takenAt);
    }

    /** One line of JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Manifest parse(String key, byte[] json) throws DamagedBackupException {
        Manifest manifest;
        try {
            manifest = JSON.readValue(json, Manifest.class);
        } catch (IOException e) {
            throw new DamagedBackupException(
                    key + " is no manifest: " + new String(json, 0, Math.min(json.length, 80), StandardCharsets.UTF_8),
                    e);
        }
        if (manifest.format() != FORMAT) {
            throw new DamagedBackupException(
                    "%s has format %d, this release reads %d".formatted(key, manifest.format(), FORMAT));
        }
        return manifest;
    }
}
