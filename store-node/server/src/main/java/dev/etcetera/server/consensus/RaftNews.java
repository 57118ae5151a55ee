package dev.etcetera.server.consensus;

import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.raft.protocol.SoftState;
import java.util.List;

/** Tells the rest of the member what happens in Raft. Owned by the raft thread. */
final class RaftNews {
    private final Published published;
    private final List<RaftListener> listeners;
    private long ownTermToAnnounce;

    RaftNews(Published published, List<RaftListener> listeners) {
        this.published = published;
        this.listeners = listeners;
    }

    void announce(Ready ready, RawNode node) {
        ready.softState()
                .filter(soft -> soft.leader() != published.leaderId())
                .ifPresent(soft -> leaderChanged(soft, node.status().hardState().term()));
        for (ReadState read : ready.readStates()) {
            listeners.forEach(listener -> listener.readIndexConfirmed(read.index(), read.context()));
        }
    }

    private void leaderChanged(SoftState soft, long term) {
        long previous = published.leaderId();
        boolean self = soft.leader() == published.memberId();
        ownTermToAnnounce = self ? term : 0;
        published.leader(soft.leader());
        listeners.forEach(listener -> listener.leaderChanged(previous, soft.leader(), self, term));
    }

    /** A leader answers ReadIndex only once it has committed in its term: who asked before may ask again now. */
    void committed(StorageApply apply) {
        if (ownTermToAnnounce != 0 && apply.entries().getLast().term() == ownTermToAnnounce) {
            long term = ownTermToAnnounce;
            ownTermToAnnounce = 0;
            listeners.forEach(listener -> listener.committedInTerm(term));
        }
    }
}
