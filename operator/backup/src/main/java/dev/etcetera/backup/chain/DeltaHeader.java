package dev.etcetera.backup.chain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.etcetera.backup.member.GrantedLease;
import java.util.List;

/**
 * The first line of a delta.
 *
 * @param format 1
 * @param from revision of the first change
 * @param to revision of the last one; all in between are there
 * @param clusterId as in the manifest
 * @param bytes of what follows
 * @param sha256 of what follows; hexadecimal
 * @param moments when the changes were seen; revisions ascend, the last is {@code to}
 * @param leases which keys hang on that the snapshot may not know
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeltaHeader(
        int format,
        long from,
        long to,
        String clusterId,
        String writer,
        long bytes,
        String sha256,
        List<Moment> moments,
        List<GrantedLease> leases) {
    public DeltaHeader {
        moments = List.copyOf(moments);
        leases = List.copyOf(leases);
    }
}
