package dev.etcetera.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.pki.AuthorityPlanner.Look;
import dev.etcetera.operator.pki.Decision.Issue;
import dev.etcetera.operator.pki.Decision.Leaves;
import dev.etcetera.operator.pki.Decision.NewAuthority;
import dev.etcetera.operator.pki.Decision.Promote;
import dev.etcetera.operator.pki.Decision.Rebundle;
import dev.etcetera.operator.pki.Decision.Retire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorityPlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Terms TERMS = Terms.ofClients(DAY.multipliedBy(90), DAY.multipliedBy(1800));
    private static final LeafRequest SERVER = new LeafRequest("server", "demo", Set.of("demo.svc"), true);
    private static final Decision NOTHING = new Leaves(List.of());

    private final Views views = new Views();
    private final AuthorityPlanner planner = new AuthorityPlanner(TERMS);
    private final CertificateView old = views.authority(NOW.minus(DAY), NOW.plus(TERMS.authorityLife()));
    private final CertificateView fresh = views.authority(NOW, NOW.plus(TERMS.authorityLife()));
    private final CertificateView byOld = views.leaf(SERVER, old, NOW.minus(DAY), NOW.plus(TERMS.leafLife()));
    private final CertificateView byFresh = views.leaf(SERVER, fresh, NOW, NOW.plus(TERMS.leafLife()));

    private static AuthorityView steady(CertificateView ca) {
        return new AuthorityView(Optional.of(ca), Optional.empty(), List.of(ca), Phase.STEADY, NOW.minus(DAY), "");
    }

    private AuthorityView introducing(Instant since) {
        return new AuthorityView(
                Optional.of(fresh), Optional.of(old), List.of(fresh, old), Phase.INTRODUCING, since, "");
    }

    private AuthorityView retiring(Instant since) {
        return new AuthorityView(Optional.of(fresh), Optional.empty(), List.of(fresh, old), Phase.RETIRING, since, "");
    }

    private static LeafView leaf(CertificateView certificate, CertificateView... bundle) {
        return new LeafView(Optional.of(certificate), List.of(bundle), Instant.EPOCH);
    }

    private static SeenMember seen(CertificateView signer, CertificateView... trusted) {
        return new SeenMember(
                "demo-1",
                signer.keyId(),
                Set.copyOf(
                        List.of(trusted).stream().map(CertificateView::subject).toList()));
    }

    private Decision decide(AuthorityView authority, LeafView leaf, Instant now, SeenMember... members) {
        return planner.decide(new Look(authority, List.of(SERVER), Map.of("server", leaf), List.of(members), "", now));
    }

    @Test
    void clusterWithoutAnythingGetsAnAuthorityAndThenCertificates() {
        assertThat(decide(AuthorityView.none(), LeafView.none(), NOW))
                .isEqualTo(new NewAuthority(Phase.STEADY, List.of(), false, false, NOW.plus(TERMS.authorityLife())));
        assertThat(decide(steady(old), LeafView.none(), NOW))
                .isEqualTo(new Leaves(List.of(new Issue(SERVER, false, NOW.plus(TERMS.leafLife())))));
    }

    @Test
    void whatIsAsItShouldBeIsLeftAlone() {
        assertThat(decide(steady(old), leaf(byOld, old), NOW)).isEqualTo(NOTHING);
    }

    @Test
    void certificateIsRenewedAfterTwoThirdsOfItsLifeAndUpToATenthSooner() {
        Duration life = TERMS.leafLife().plus(DAY);
        Instant start = NOW.minus(DAY);
        assertThat(byOld.renewAt())
                .isBetween(
                        start.plus(life.multipliedBy(56).dividedBy(100)),
                        start.plus(life.multipliedBy(2).dividedBy(3)));
        assertThat(decide(steady(old), leaf(byOld, old), byOld.renewAt().minusSeconds(1)))
                .isEqualTo(NOTHING);
        assertThat(decide(steady(old), leaf(byOld, old), byOld.renewAt())).isNotEqualTo(NOTHING);
    }

    @Test
    void expiredCertificateIsReplacedAndTheAuthorityStays() {
        Instant late = byOld.notAfter().plus(DAY);
        assertThat(decide(steady(old), leaf(byOld, old), late))
                .isEqualTo(new Leaves(List.of(new Issue(SERVER, false, late.plus(TERMS.leafLife())))));
    }

    @Test
    void certificateForOtherNamesIsReplaced() {
        LeafRequest other = new LeafRequest("server", "demo", Set.of("other.svc"), true);
        CertificateView wrong = views.leaf(other, old, NOW, byOld.notAfter());
        assertThat(decide(steady(old), leaf(wrong, old), NOW)).isNotEqualTo(NOTHING);
    }

    @Test
    void shorterTermsAreAppliedAtOnce() {
        AuthorityPlanner strict = new AuthorityPlanner(Terms.ofClients(DAY, DAY.multipliedBy(1800)));
        Look look = new Look(steady(old), List.of(SERVER), Map.of("server", leaf(byOld, old)), List.of(), "", NOW);
        assertThat(strict.decide(look)).isNotEqualTo(NOTHING);
    }

    @Test
    void certificateThatEndsWithItsAuthorityIsNotRenewedAgainAndAgain() {
        CertificateView ending = views.authority(NOW.minus(DAY), NOW.plus(DAY.multipliedBy(1800)));
        CertificateView leaf = views.leaf(SERVER, ending, NOW, ending.notAfter());
        Instant nearlyOver = ending.notAfter().minus(Duration.ofHours(3));
        AuthorityView retiring = new AuthorityView(
                Optional.of(ending), Optional.empty(), List.of(ending), Phase.RETIRING, nearlyOver, "");
        assertThat(decide(retiring, leaf(leaf, ending), nearlyOver, seen(old))).isEqualTo(NOTHING);
    }

    @Test
    void requestForANewAuthorityIsGrantedOnce() {
        Look asked =
                new Look(steady(old), List.of(SERVER), Map.of("server", leaf(byOld, old)), List.of(), "please", NOW);
        assertThat(planner.decide(asked))
                .isEqualTo(new NewAuthority(
                        Phase.INTRODUCING, List.of(old.fingerprint()), true, false, NOW.plus(TERMS.authorityLife())));
        AuthorityView granted =
                new AuthorityView(Optional.of(old), Optional.empty(), List.of(old), Phase.STEADY, NOW, "please");
        Look again = new Look(granted, asked.wanted(), asked.leaves(), List.of(), "please", NOW);
        assertThat(planner.decide(again)).isEqualTo(NOTHING);
    }

    @Test
    void newAuthorityIsMadeKnownBeforeItSigns() {
        assertThat(decide(introducing(NOW), leaf(byOld, old), NOW, seen(old, old)))
                .isEqualTo(new Leaves(List.of(new Rebundle(SERVER))));
        assertThat(decide(introducing(NOW), LeafView.none(), NOW))
                .isEqualTo(new Leaves(List.of(new Issue(SERVER, true, NOW.plus(TERMS.leafLife())))));
    }

    @Test
    void newAuthoritySignsOnceEveryMemberIsSeenToTrustItAndClientsHadTheirTime() {
        Instant since = NOW.minus(TERMS.settle());
        LeafView written = leaf(byOld, fresh, old);
        SeenMember ignorant = seen(old, old);
        SeenMember knowing = seen(old, old, fresh);
        assertThat(decide(introducing(since), written, NOW, knowing, ignorant)).isEqualTo(NOTHING);
        assertThat(decide(introducing(NOW), written, NOW, knowing)).isEqualTo(NOTHING);
        assertThat(decide(introducing(since), written, NOW, knowing)).isEqualTo(new Promote());
        assertThat(decide(introducing(since), leaf(byOld, old), NOW, knowing)).isNotEqualTo(new Promote());
    }

    @Test
    void memberThatCannotBeSeenHoldsItUpNotForEver() {
        assertThat(decide(introducing(NOW.minus(TERMS.patience())), leaf(byOld, fresh, old), NOW, seen(old)))
                .isEqualTo(new Promote());
    }

    @Test
    void oldAuthorityGoesOnceNobodyShowsOneOfItsCertificates() {
        Instant since = NOW.minus(TERMS.settle());
        assertThat(decide(retiring(since), leaf(byOld, fresh, old), NOW, seen(old)))
                .isEqualTo(new Leaves(List.of(new Issue(SERVER, false, NOW.plus(TERMS.leafLife())))));
        assertThat(decide(retiring(since), leaf(byFresh, fresh, old), NOW, seen(fresh), seen(old)))
                .isEqualTo(NOTHING);
        assertThat(decide(retiring(since), leaf(byFresh, fresh, old), NOW, seen(fresh)))
                .isEqualTo(new Retire());
    }

    @Test
    void lostAuthorityIsReplacedByOneBesideThatWhichIsStillTrusted() {
        assertThat(decide(AuthorityView.none(), leaf(byOld, old), NOW))
                .isEqualTo(new NewAuthority(
                        Phase.INTRODUCING, List.of(old.fingerprint()), false, false, NOW.plus(TERMS.authorityLife())));
    }

    @Test
    void whatALostAuthoritySignedIsKeptUntilTheNewOneIsKnown() {
        AuthorityView lost = new AuthorityView(
                Optional.of(fresh), Optional.empty(), List.of(fresh, old), Phase.INTRODUCING, NOW, "");
        assertThat(decide(lost, leaf(byOld, fresh, old), byOld.renewAt(), seen(old, old)))
                .as("a Promote follows only from being seen or from patience")
                .isIn(NOTHING, new Promote());
        assertThat(decide(lost, leaf(byOld, fresh, old), NOW, seen(old, old))).isEqualTo(NOTHING);
    }

    @Test
    void authorityThatExpiredGivesWayAtOnce() {
        Instant late = old.notAfter().plus(DAY);
        assertThat(decide(steady(old), leaf(byOld, old), late))
                .isEqualTo(new NewAuthority(Phase.STEADY, List.of(), false, false, late.plus(TERMS.authorityLife())));
    }
}
