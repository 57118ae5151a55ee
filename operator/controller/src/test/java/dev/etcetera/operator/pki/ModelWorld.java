package dev.etcetera.operator.pki;

import dev.etcetera.operator.pki.AuthorityPlanner.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Owned by one test: Secrets, an operator that may die between any two writes, and holders that take up Secrets late. */
final class ModelWorld {
    private static final int MEMBERS = 3;
    static final LeafRequest SERVER = new LeafRequest("server", "server", Set.of("demo.svc"), true);
    static final LeafRequest CLIENT = new LeafRequest("client", "client", Set.of(), false);
    private static final List<LeafRequest> WANTED = List.of(SERVER, CLIENT);

    private final Views views = new Views();
    private final Random random;
    private final Terms terms;
    private final AuthorityPlanner planner;
    private final List<Holder> holders = new ArrayList<>();
    private final Map<String, LeafView> leaves = new LinkedHashMap<>();
    private AuthorityView authority = AuthorityView.none();
    private String request = "";
    private int authorities;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** One that shows the certificate of a Secret as it took it up. */
    private static final class Holder {
        final String secret;
        LeafView held = LeafView.none();
        /** When it takes up what is there by then; for ever far away while it has. */
        Instant arrives = Instant.MAX;

        Holder(String secret) {
            this.secret = secret;
        }
    }

    ModelWorld(long seed, Terms terms) {
        this.random = new Random(seed);
        this.terms = terms;
        this.planner = new AuthorityPlanner(terms);
        for (int i = 0; i < MEMBERS; i++) {
            holders.add(new Holder(SERVER.secret()));
        }
        holders.add(new Holder(CLIENT.secret()));
    }

    /** The operator looks, and acts up to the point where it dies. */
    void operate(boolean mayDie) {
        for (int round = 0; round < 3; round++) {
            Look look = new Look(authority, WANTED, leaves, seen(), request, now);
            Decision decision = planner.decide(look);
            switch (decision) {
                case Decision.NewAuthority fresh -> make(look, fresh);
                case Decision.Promote _ -> authority = in(Phase.RETIRING, Optional.empty(), authority.trusted());
                case Decision.Retire _ ->
                    authority = in(
                            Phase.STEADY,
                            Optional.empty(),
                            List.of(authority.newest().orElseThrow()));
                case Decision.Leaves some -> {
                    for (Decision.Leaf leaf : some.leaves()) {
                        write(leaf);
                        if (mayDie && random.nextInt(3) == 0) {
                            return;
                        }
                    }
                    return;
                }
            }
            if (mayDie && random.nextInt(3) == 0) {
                return;
            }
        }
    }

    private void make(Look look, Decision.NewAuthority fresh) {
        authorities++;
        CertificateView made = views.authority(now, fresh.notAfter());
        List<CertificateView> known = new ArrayList<>(authority.trusted());
        look.leaves().values().forEach(l -> known.addAll(l.bundle()));
        List<CertificateView> trusted = new ArrayList<>(List.of(made));
        for (String fingerprint : fresh.kept()) {
            trusted.add(known.stream()
                    .filter(a -> a.fingerprint().equals(fingerprint))
                    .findFirst()
                    .orElseThrow());
        }
        Optional<CertificateView> signs =
                fresh.oldSigns() ? authority.newest() : fresh.issuingSigns() ? authority.issuing() : Optional.empty();
        authority = new AuthorityView(Optional.of(made), signs, trusted, fresh.phase(), now, request);
    }

    private AuthorityView in(Phase phase, Optional<CertificateView> issuing, List<CertificateView> trusted) {
        return new AuthorityView(authority.newest(), issuing, trusted, phase, now, authority.request());
    }

    private void write(Decision.Leaf leaf) {
        LeafView before = leaves.getOrDefault(leaf.request().secret(), LeafView.none());
        Optional<CertificateView> certificate = switch (leaf) {
            case Decision.Rebundle _ -> before.certificate();
            case Decision.Issue issue -> {
                CertificateView signer = (issue.byIssuing() ? authority.issuing() : authority.newest()).orElseThrow();
                yield Optional.of(views.leaf(issue.request(), signer, now, issue.notAfter()));
            }
        };
        leaves.put(leaf.request().secret(), new LeafView(certificate, authority.trusted(), now));
    }

    private List<SeenMember> seen() {
        return holders.stream()
                .filter(h ->
                        h.secret.equals(SERVER.secret()) && h.held.certificate().isPresent())
                .map(h -> random.nextInt(5) == 0
                        ? new SeenMember("", "", Set.of())
                        : new SeenMember(
                                "member",
                                h.held.certificate().orElseThrow().issuerKeyId(),
                                Set.copyOf(h.held.bundle().stream()
                                        .map(CertificateView::subject)
                                        .toList())))
                .toList();
    }

    /** Time passes in steps; every holder takes up what it finds within what it is given for that. */
    void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            for (Holder holder : holders) {
                LeafView there = leaves.getOrDefault(holder.secret, LeafView.none());
                // A Secret that is gone stays mounted as it was.
                if (there.certificate().isEmpty()) {
                    continue;
                }
                if (holder.arrives.equals(Instant.MAX) && !there.equals(holder.held)) {
                    holder.arrives = now.plus(delay());
                }
                if (!now.isBefore(holder.arrives)) {
                    holder.held = there;
                    holder.arrives = Instant.MAX;
                }
            }
            Instant next = holders.stream()
                    .map(h -> h.arrives)
                    .filter(at -> at.isAfter(now))
                    .min(Instant::compareTo)
                    .orElse(end);
            now = next.isBefore(end) ? next : end;
        }
    }

    private Duration delay() {
        return terms.settle().dividedBy(3).multipliedBy(random.nextInt(100)).dividedBy(100);
    }

    /** What is wrong now: who shows what is not valid, or what another does not trust. */
    List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (Holder one : holders) {
            if (one.held.certificate().isEmpty()) {
                continue;
            }
            CertificateView shown = one.held.certificate().get();
            if (!shown.validAt(now)) {
                troubles.add(one.secret + " shows what ended at " + shown.notAfter());
            }
            for (Holder other : holders) {
                boolean trusted = other.held.bundle().stream().anyMatch(ca -> ca.validAt(now) && shown.issuedBy(ca));
                if (other.held.certificate().isPresent() && !trusted) {
                    troubles.add("%s does not trust %s: %s not in %s"
                            .formatted(other.secret, one.secret, shown.issuerKeyId(), other.held.bundle()));
                }
            }
        }
        return troubles;
    }

    boolean isSteady() {
        return authority.phase() == Phase.STEADY && authority.newest().isPresent();
    }

    /** Whether every Secret is there, and everybody has what is in it. */
    boolean isWhole() {
        return leaves.size() == WANTED.size() && holders.stream().allMatch(h -> h.held.equals(leaves.get(h.secret)));
    }

    int authorities() {
        return authorities;
    }

    void loseLeaf() {
        leaves.remove(random.nextBoolean() ? SERVER.secret() : CLIENT.secret());
    }

    void loseAuthority() {
        authority = AuthorityView.none();
    }

    /** Its key is broken, the rest is there. */
    void breakAuthority() {
        authority = new AuthorityView(
                Optional.empty(),
                authority.issuing(),
                authority.trusted(),
                authority.phase(),
                authority.since(),
                authority.request());
    }

    void request(String text) {
        request = text;
    }
}
