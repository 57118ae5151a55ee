package dev.etcetera.operator.pki;

import java.util.Set;

/**
 * What a member that runs shows whoever connects to it.
 *
 * @param issuerKeyId of the key that signed the certificate which it shows; empty when it could not be seen
 * @param accepted distinguished names of the authorities that it accepts
 */
public record SeenMember(String name, String issuerKeyId, Set<String> accepted) {
    public SeenMember {
        accepted = Set.copyOf(accepted);
    }

    boolean trusts(CertificateView authority) {
        return accepted.contains(authority.subject());
    }

    boolean showsOneOf(CertificateView authority) {
        return issuerKeyId.equals(authority.keyId());
    }
}
