package dev.etcetera.server.tls;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which of the certificates with a good chain are let in. */
record ClientRules(
        List<String> commonNames, List<String> hostNames, Set<BigInteger> revokedSerials, Optional<SanRule> san) {
    ClientRules {
        commonNames = List.copyOf(commonNames);
        hostNames = List.copyOf(hostNames);
        revokedSerials = Set.copyOf(revokedSerials);
    }

    /** Refuses in etcd's words. May block while names are looked up. */
    void check(X509Certificate[] chain, String remoteAddress) throws CertificateRefusal {
        X509Certificate leaf = chain[0];
        CertificateNames names = CertificateNames.of(leaf);
        boolean allowed = (commonNames.isEmpty() || commonNames.contains(CertificateNames.commonName(leaf)))
                && (hostNames.isEmpty()
                        || hostNames.stream()
                                .anyMatch(host -> names.mismatch(host).isEmpty()));
        if (!allowed) {
            throw CertificateRefusal.of(leaf, "client certificate authentication failed");
        }
        Optional<String> misplaced = san.flatMap(rule -> rule.problem(names, remoteAddress));
        if (misplaced.isPresent()) {
            throw CertificateRefusal.of(leaf, misplaced.get());
        }
        for (X509Certificate certificate : chain) {
            if (revokedSerials.contains(certificate.getSerialNumber())) {
                throw CertificateRefusal.of(
                        leaf, "transport: certificate serial " + hex(certificate.getSerialNumber()) + " revoked");
            }
        }
    }

    /** Whole bytes, as Go prints them. */
    private static String hex(BigInteger serial) {
        String digits = serial.toString(16).toLowerCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }
}
