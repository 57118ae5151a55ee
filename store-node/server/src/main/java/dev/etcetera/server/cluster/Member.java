package dev.etcetera.server.cluster;

import java.util.List;

/**
 * One member. The name and the client URLs are what it says of itself after its first start; until then the name is
 * empty.
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /** Whether the member has told its name, that is, has ever served. */
    public boolean started() {
        return !name.isEmpty();
    }

    /** The same member as it now says it is. */
    public Member withAttributes(String newName, List<String> newClientUrls) {
        return new Member(id, newName, peerUrls, newClientUrls, learner);
    }

    /** The same member at other addresses. */
    public Member withPeerUrls(List<String> newPeerUrls) {
        return new Member(id, name, newPeerUrls, clientUrls, learner);
    }

    /** The same member with a vote. */
    public Member promoted() {
        return new Member(id, name, peerUrls, clientUrls, false);
    }
}
