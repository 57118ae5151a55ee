package dev.etcetera.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SanRuleTest {
    private static final String POD = "10.0.0.7";
    private static final InetAddress ADDRESS = InetAddress.ofLiteral(POD);

    private static SanRule resolving(Optional<String> name, Map<String, InetAddress> addresses) {
        return new SanRule(new NameLookup() {
            @Override
            public Optional<String> nameOf(InetAddress address) {
                return name;
            }

            @Override
            public List<InetAddress> addressesOf(String host) throws UnknownHostException {
                InetAddress address = addresses.get(host);
                if (address == null) {
                    throw new UnknownHostException(host);
                }
                return List.of(address);
            }
        });
    }

    private static CertificateNames names(List<String> dns, String... addresses) {
        return new CertificateNames(
                dns, List.of(addresses).stream().map(InetAddress::ofLiteral).toList());
    }

    @Test
    void certificateWithoutNamesMayComeFromAnywhere() {
        assertThat(resolving(Optional.empty(), Map.of()).problem(names(List.of()), POD))
                .isEmpty();
    }

    @Test
    void addressMustBeTheOneItCameFrom() {
        SanRule rule = resolving(Optional.empty(), Map.of());
        assertThat(rule.problem(names(List.of(), POD), POD)).isEmpty();
        assertThat(rule.problem(names(List.of(), "10.0.0.8"), POD))
                .hasValue("x509: certificate is valid for 10.0.0.8, not 10.0.0.7");
    }

    @Test
    void nameOfTheAddressMayBeAnyOfTheCertificate() {
        SanRule rule = resolving(Optional.of("m1.etcd.svc."), Map.of());
        assertThat(rule.problem(names(List.of("m1.etcd.svc")), POD)).isEmpty();
        assertThat(rule.problem(names(List.of("*.etcd.svc")), POD)).isEmpty();
        assertThat(rule.problem(names(List.of("other", "m1.etcd.svc"), "10.0.0.8"), POD))
                .isEmpty();
        assertThat(rule.problem(names(List.of("*.other.svc")), POD))
                .hasValue("tls: \"10.0.0.7\" does not match any of DNSNames [\"*.other.svc\"]");
    }

    @Test
    void nameMayLeadToTheAddress() {
        SanRule rule = resolving(Optional.empty(), Map.of("m1", ADDRESS, "m2", InetAddress.ofLiteral("10.0.0.8")));
        assertThat(rule.problem(names(List.of("gone", "m1")), POD)).isEmpty();
        assertThat(rule.problem(names(List.of("m2", "gone")), POD))
                .hasValue("tls: \"10.0.0.7\" does not match any of DNSNames [\"m2\" \"gone\"]"
                        + " (lookup gone: no such host)");
    }
}
