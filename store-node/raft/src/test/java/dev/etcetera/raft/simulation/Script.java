package dev.etcetera.raft.simulation;

import java.util.List;
import java.util.Optional;

/**
 * Everything that happens to a cluster from outside.
 *
 * @param fates what becomes of messages; nothing for tossing the seed's coins
 */
record Script(List<Decision> decisions, Optional<List<Fate>> fates) {
    int size() {
        return decisions.size() + fates.map(List::size).orElse(0);
    }
}
