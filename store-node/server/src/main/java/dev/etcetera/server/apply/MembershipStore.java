package dev.etcetera.server.apply;

import java.util.List;

/** What entries say about the cluster besides who belongs to it. Called on the apply thread. */
public interface MembershipStore {
    /** The version all members can do, as {@code 3.7.0}. */
    void setVersion(String version);

    void updateAttributes(long memberId, String name, List<String> clientUrls);

    /** {@code target} is empty when the downgrade is called off. */
    void setDowngrade(boolean enabled, String target);
}
