package dev.etcetera.operator.pki;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a certificate that somebody else made before members are told to show it. Pure. */
public final class GivenCheck {
    private GivenCheck() {}

    /**
     * What is wrong with it: clauses that begin with a verb.
     *
     * @param names names that it must bear
     */
    public static List<String> complaints(SecretContent content, List<String> names, Instant now) {
        List<String> complaints = new ArrayList<>();
        if (Pem.certificates(content.value(SecretContent.BUNDLE)).isEmpty()) {
            complaints.add("has no certificate in ca.crt");
        }
        Optional<CertificateView> found = certificate(content);
        if (found.isEmpty()) {
            complaints.add("has no certificate in tls.crt");
            return complaints;
        }
        CertificateView certificate = found.get();
        if (Pem.pair(content.value(SecretContent.CERTIFICATE), content.value(SecretContent.KEY))
                .isEmpty()) {
            complaints.add("has in tls.key another key than that of tls.crt");
        }
        if (now.isBefore(certificate.notBefore())) {
            complaints.add("is not valid before " + certificate.notBefore());
        }
        if (!now.isBefore(certificate.notAfter())) {
            complaints.add("is not valid since " + certificate.notAfter());
        }
        for (String name : names) {
            if (!covers(certificate, name)) {
                complaints.add("does not bear the name " + name);
            }
        }
        return complaints;
    }

    /** When it ends, if there is one. */
    public static Optional<Instant> expires(SecretContent content) {
        return certificate(content).map(CertificateView::notAfter);
    }

    private static Optional<CertificateView> certificate(SecretContent content) {
        return Pem.certificates(content.value(SecretContent.CERTIFICATE)).stream()
                .findFirst();
    }

    /** A wildcard stands for one label. */
    private static boolean covers(CertificateView certificate, String name) {
        return certificate.names().contains(name)
                || certificate.names().contains("*" + name.substring(name.indexOf('.')));
    }
}
