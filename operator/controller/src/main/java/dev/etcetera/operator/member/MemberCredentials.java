package dev.etcetera.operator.member;

/**
 * What the operator needs to speak TLS with a member. Its own text shows no key.
 *
 * @param authorities PEM of what verifies the member
 * @param certificate PEM of what the operator shows
 * @param key PEM of its key
 * @param serverName the name that the member's certificate must bear: members are called by address
 */
public record MemberCredentials(String authorities, String certificate, String key, String serverName) {
    @Override
    public String toString() {
        return "MemberCredentials[" + serverName + "]";
    }
}
