package dev.etcetera.backup;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The member that is read. */
interface Snapshots {
    /**
     * What the member says of itself.
     *
     * @param clusterId hexadecimal
     * @param memberId hexadecimal
     * @param authRevision changes with users, roles and whether they are asked for; 0 when it does not say
     */
    record Origin(String clusterId, String memberId, String etcdVersion, long revision, long authRevision) {}

    Origin origin() throws IOException;

    /** About how many bytes it will send, if it says so. */
    default OptionalLong expectedBytes() {
        return OptionalLong.empty();
    }

    /** Sends it all, a database and the sum behind it; returns the revision of the last change in it, if the member says so. */
    Optional<Long> send(ByteSink sink) throws IOException;

    /** Empty when the revision is compacted, or the member does not answer. */
    Optional<KvHash> hash(long revision);
}
