package dev.etcetera.server.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What a certificate says whom it is for: its subject alternative names, compared with a host by Go's rules. Pure. */
record CertificateNames(List<String> dnsNames, List<InetAddress> addresses) {
    private static final int DNS = 2;
    private static final int IP = 7;

    CertificateNames {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    static CertificateNames of(X509Certificate certificate) {
        List<String> dnsNames = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(0) instanceof Integer kind && name.get(1) instanceof String text) {
                    if (kind == DNS) {
                        dnsNames.add(text);
                    } else if (kind == IP) {
                        addresses.add(InetAddress.ofLiteral(text));
                    }
                }
            }
        } catch (CertificateParsingException | IllegalArgumentException _) {
            // Names that cannot be read are names nobody has.
        }
        return new CertificateNames(dnsNames, addresses);
    }

    /** The last common name of the subject, as Go takes it; empty without one. */
    static String commonName(X509Certificate certificate) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns()
                    .reversed()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
        } catch (InvalidNameException _) {
            // A subject that cannot be read has no name.
        }
        return "";
    }

    /** Why the certificate is not for this host, a name or an address; empty when it is. */
    Optional<String> mismatch(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        Optional<InetAddress> address = literal(bare);
        if (address.isPresent()) {
            if (addresses.contains(address.get())) {
                return Optional.empty();
            }
            return Optional.of(
                    addresses.isEmpty()
                            ? "x509: cannot validate certificate for " + host
                                    + " because it doesn't contain any IP SANs"
                            : "x509: certificate is valid for " + String.join(", ", addressTexts()) + ", not " + host);
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (dnsNames.stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), name))) {
            return Optional.empty();
        }
        return Optional.of(
                dnsNames.isEmpty()
                        ? "x509: certificate is not valid for any names, but wanted to match " + host
                        : "x509: certificate is valid for " + String.join(", ", dnsNames) + ", not " + host);
    }

    static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    List<String> addressTexts() {
        return addresses.stream().map(InetAddress::getHostAddress).toList();
    }

    /** A wildcard stands for the whole first label and for no more. */
    private static boolean matches(String pattern, String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (pattern.isEmpty() || name.isEmpty()) {
            return false;
        }
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && pattern.substring(1).equals(name.substring(dot));
    }
}
