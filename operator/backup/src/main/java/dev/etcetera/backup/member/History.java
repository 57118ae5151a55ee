package dev.etcetera.backup.member;

import dev.etcetera.api.mvccpb.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The changes that a member tells of. */
public interface History {
    /**
     * What came together.
     *
     * @param complete whether the last revision of it is whole
     */
    record Changes(List<Event> events, boolean complete) {
        public Changes {
            events = List.copyOf(events);
        }
    }

    /** A watch of all keys. Owned by one thread. */
    interface Watched extends AutoCloseable {
        /**
         * What comes next; empty when nothing does in this time.
         *
         * @throws CompactedException when the history asked for is gone
         */
        Optional<Changes> next(Duration wait) throws IOException;

        @Override
        void close();
    }

    /** From this revision on. */
    Watched watch(long from) throws IOException;

    /** Those of these leases that are there. */
    List<GrantedLease> granted(Set<Long> leases) throws IOException;

    /** The revision that the cluster has by now, whatever this member has. */
    long revision() throws IOException;

    /** Changes with users, roles and whether they are asked for; 0 when the member does not say. */
    long authRevision();
}
