package dev.etcetera.backup.member;

import dev.etcetera.backup.store.ByteSink;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The member that is read. */
public interface Snapshots {
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

    /** Asks for all it has. The member goes to work at once, whatever its caller does before it takes what comes. */
    Sending begin() throws IOException;

    /** What was asked for. Closing it says that no more is wanted. Owned by one thread. */
    @FunctionalInterface
    interface Sending extends AutoCloseable {
        /** Gives it all, a database and the sum behind it; returns the revision of the last change in it, if the member says so. */
        Optional<Long> to(ByteSink sink) throws IOException;

        @Override
        default void close() {}
    }

    /** Empty when the revision is compacted, or the member does not answer. */
    Optional<KvHash> hash(long revision);
}
