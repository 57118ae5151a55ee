package dev.etcetera.operator.member;

import java.util.List;

/** A member as the cluster itself lists it. The name is empty until it has started once. */
public record LiveMember(long memberId, String name, List<String> peerUrls, boolean learner) {
    public LiveMember {
        peerUrls = List.copyOf(peerUrls);
    }

    /** Whether it ever started: only then it has told the others its name. */
    public boolean started() {
        return !name.isEmpty();
    }
}
