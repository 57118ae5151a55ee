package dev.etcetera.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GivenCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(1));
    private static final Set<String> NAMES = Set.of("a-client.ns.svc", "*.a-peers.ns.svc");

    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    private final Credential authority = maker.authority("mine", NOW, END);

    private SecretContent secret(String key, String value) {
        Credential leaf = maker.leaf(new LeafRequest("s", "a", NAMES, true), authority, NOW, END);
        Map<String, String> data = new TreeMap<>(Map.of(
                SecretContent.CERTIFICATE,
                leaf.certificatePem(),
                SecretContent.KEY,
                leaf.keyPem(),
                SecretContent.BUNDLE,
                authority.certificatePem()));
        data.put(key, value);
        return new SecretContent(data, Map.of());
    }

    private static List<String> complaints(SecretContent secret, Instant now) {
        return GivenCheck.complaints(secret, List.of("a-client.ns.svc", "*.a-peers.ns.svc"), now);
    }

    @Test
    void whatFitsIsFine() {
        assertThat(complaints(secret("more", ""), NOW)).isEmpty();
        assertThat(GivenCheck.expires(secret("more", ""))).contains(END);
    }

    @Test
    void wildcardStandsForOneLabel() {
        SecretContent secret = secret("more", "");
        assertThat(GivenCheck.complaints(secret, List.of("a-1.a-peers.ns.svc"), NOW))
                .isEmpty();
        assertThat(GivenCheck.complaints(secret, List.of("x.a-1.a-peers.ns.svc", "*.b-peers.ns.svc"), NOW))
                .containsExactly(
                        "does not bear the name x.a-1.a-peers.ns.svc", "does not bear the name *.b-peers.ns.svc");
    }

    @Test
    void partThatCannotBeReadIsNamed() {
        assertThat(complaints(secret(SecretContent.BUNDLE, "x"), NOW)).containsExactly("has no certificate in ca.crt");
        assertThat(complaints(secret(SecretContent.CERTIFICATE, "x"), NOW))
                .containsExactly("has no certificate in tls.crt");
        assertThat(complaints(secret(SecretContent.KEY, authority.keyPem()), NOW))
                .containsExactly("has in tls.key another key than that of tls.crt");
    }

    @Test
    void timeIsLookedAt() {
        assertThat(complaints(secret("more", ""), END)).containsExactly("is not valid since " + END);
        assertThat(complaints(secret("more", ""), NOW.minus(Duration.ofDays(1))))
                .containsExactly("is not valid before " + NOW.minus(CertificateView.BACKDATE));
    }
}
