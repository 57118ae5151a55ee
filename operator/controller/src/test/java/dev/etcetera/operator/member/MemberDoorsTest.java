package dev.etcetera.operator.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.pki.CertificateMaker;
import dev.etcetera.operator.pki.CertificateView;
import dev.etcetera.operator.pki.Credential;
import dev.etcetera.operator.pki.LeafRequest;
import dev.etcetera.operator.pki.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberDoorsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String NAME = "demo-client.default.svc";

    private final Instant now = Instant.now();
    private final Instant end = now.plus(Duration.ofDays(1));
    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    private final Credential ca = maker.authority("demo client CA", now, end);
    private final Credential otherCa = maker.authority("demo client CA", now, end);
    private final Credential server = maker.leaf(new LeafRequest("s", "demo-server", Set.of(NAME), true), ca, now, end);
    private final Credential client = maker.leaf(new LeafRequest("o", "operator", Set.of(), false), ca, now, end);
    private final MemberDoors doors = new MemberDoors();
    private FakeMember member;
    private MemberClient asking;

    @BeforeEach
    void open() throws IOException {
        member = new FakeMember(
                ca.certificatePem() + otherCa.certificatePem(), server.certificatePem(), server.keyPem());
        asking = new MemberClient(DEADLINE, new MemberPort(member.number(), doors));
    }

    @AfterEach
    void close() {
        member.close();
    }

    private MemberCredentials credentials(Credential authority, String name) {
        return new MemberCredentials(authority.certificatePem(), client.certificatePem(), client.keyPem(), name);
    }

    @Test
    void memberIsSpokenToWithItsClustersCredentialsAndOtherwiseNotAtAll() throws IOException {
        assertThat(asking.membership(member.address())).isEmpty();
        doors.open("demo", List.of(member.address()), credentials(ca, NAME));
        assertThat(asking.membership(member.address())).isPresent();
        doors.close("demo", List.of());
        assertThat(asking.membership(member.address())).isEmpty();
    }

    @Test
    void memberThatAnotherAuthorityVouchesForIsNotBelieved() throws IOException {
        doors.open("demo", List.of(member.address()), credentials(otherCa, NAME));
        assertThat(asking.membership(member.address())).isEmpty();
        doors.open("demo", List.of(member.address()), credentials(ca, "shop-client.default.svc"));
        assertThat(asking.membership(member.address())).isEmpty();
        doors.open("demo", List.of(member.address()), credentials(ca, NAME));
        assertThat(asking.membership(member.address())).isPresent();
    }

    @Test
    void onlookerSeesTheCertificateAndWhomTheMemberTrusts() throws GeneralSecurityException {
        CertificateLook.Shown shown = new CertificateLook(DEADLINE)
                .at(member.address(), member.number(), client.certificatePem(), client.keyPem())
                .orElseThrow();
        assertThat(Pem.view(shown.certificate()))
                .isEqualTo(Pem.certificates(server.certificatePem()).getFirst());
        assertThat(shown.accepted())
                .containsExactlyInAnyOrder(Pem.certificates(ca.certificatePem() + otherCa.certificatePem()).stream()
                        .map(CertificateView::subject)
                        .toArray(String[]::new));
    }

    @Test
    void onlookerSeesNothingWhereNobodyIs() {
        int port = member.number();
        member.close();
        assertThat(new CertificateLook(DEADLINE).at(member.address(), port, client.certificatePem(), client.keyPem()))
                .isEmpty();
    }

    @Test
    void credentialsShowNoKey() {
        assertThat(credentials(ca, NAME).toString()).isEqualTo("MemberCredentials[" + NAME + "]");
    }
}
