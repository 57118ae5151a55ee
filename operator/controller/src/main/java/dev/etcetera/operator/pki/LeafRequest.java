package dev.etcetera.operator.pki;

import java.util.Set;

/**
 * A certificate that there should be.
 *
 * @param secret where it is put
 * @param names DNS names and IP addresses; none for a client
 * @param shownByMembers whether members show it, so that it can be seen in use
 */
public record LeafRequest(String secret, String commonName, Set<String> names, boolean shownByMembers) {
    public LeafRequest {
        names = Set.copyOf(names);
    }
}
