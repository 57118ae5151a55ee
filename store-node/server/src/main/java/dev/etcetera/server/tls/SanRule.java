package dev.etcetera.server.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * etcd's rule that a certificate must belong where it comes from: one with addresses to the address it came from, one with names
 * to a name of that address, found by asking for the name of the address and for the addresses of the names. A certificate
 * with neither may come from anywhere.
 */
record SanRule(NameLookup lookup) {
    /** Why not; empty when it does belong there. Blocks while names are looked up. */
    Optional<String> problem(CertificateNames names, String remoteAddress) {
        if (names.addresses().isEmpty() && names.dnsNames().isEmpty()) {
            return Optional.empty();
        }
        if (!names.addresses().isEmpty()) {
            Optional<String> mismatch = names.mismatch(remoteAddress);
            if (mismatch.isEmpty() || names.dnsNames().isEmpty()) {
                return mismatch;
            }
        }
        return namesProblem(names.dnsNames(), remoteAddress);
    }

    private Optional<String> namesProblem(List<String> dnsNames, String remoteAddress) {
        Optional<InetAddress> address = CertificateNames.literal(remoteAddress);
        List<String> failures = new ArrayList<>();
        if (address.isPresent()) {
            Optional<String> name = lookup.nameOf(address.get());
            if (name.isPresent() && dnsNames.stream().anyMatch(pattern -> covers(pattern, name.get()))) {
                return Optional.empty();
            }
            for (String pattern : dnsNames) {
                if (!pattern.startsWith("*.") && leadsTo(pattern, address.get(), failures)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of("tls: \"%s\" does not match any of DNSNames [%s]%s"
                .formatted(
                        remoteAddress,
                        dnsNames.stream().map(pattern -> '"' + pattern + '"').collect(Collectors.joining(" ")),
                        failures.isEmpty() ? "" : " (" + failures.getLast() + ")"));
    }

    private static boolean covers(String pattern, String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return pattern.startsWith("*.") ? bare.endsWith(pattern.substring(1)) : bare.equals(pattern);
    }

    private boolean leadsTo(String name, InetAddress address, List<String> failures) {
        try {
            return lookup.addressesOf(name).contains(address);
        } catch (UnknownHostException e) {
            failures.add("lookup " + name + ": no such host");
            return false;
        }
    }
}
