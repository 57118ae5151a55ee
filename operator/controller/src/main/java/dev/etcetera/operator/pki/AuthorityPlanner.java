package dev.etcetera.operator.pki;

import dev.etcetera.operator.pki.Decision.Issue;
import dev.etcetera.operator.pki.Decision.Leaf;
import dev.etcetera.operator.pki.Decision.Leaves;
import dev.etcetera.operator.pki.Decision.NewAuthority;
import dev.etcetera.operator.pki.Decision.Promote;
import dev.etcetera.operator.pki.Decision.Rebundle;
import dev.etcetera.operator.pki.Decision.Retire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides what an authority and its certificates should become. Pure: the same look gives the same decision. At every
 * moment whatever anybody shows is trusted by everybody else:
 *
 * <pre>
 *              newest  also signs  trusted   certificates by
 * Steady       A       -           A         A
 * Introducing  B       A           A B       A              until everybody trusts B
 * Retiring     B       -           A B       B              until nobody shows one of A's
 * Steady       B       -           B         B
 * </pre>
 */
public record AuthorityPlanner(Terms terms) {
    /** A certificate may end that much later than its terms say before it is replaced by a shorter one. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /**
     * Everything that is known at one moment.
     *
     * @param wanted the certificates that there should be
     * @param leaves those that there are, by Secret
     * @param members the members that run
     * @param request what the user wrote to ask for a new authority; empty without
     */
    public record Look(
            AuthorityView authority,
            List<LeafRequest> wanted,
            Map<String, LeafView> leaves,
            List<SeenMember> members,
            String request,
            Instant now) {
        public Look {
            wanted = List.copyOf(wanted);
            leaves = Map.copyOf(leaves);
            members = List.copyOf(members);
        }

        /** When the first of the certificates and of the authorities that sign ends. */
        public Optional<Instant> expires() {
            return Stream.concat(
                            authority.newest().stream(), wanted.stream().flatMap(r -> leaf(r).certificate().stream()))
                    .map(CertificateView::notAfter)
                    .min(Comparator.naturalOrder());
        }

        LeafView leaf(LeafRequest request) {
            return leaves.getOrDefault(request.secret(), LeafView.none());
        }
    }

    /** What is to be done now. */
    public Decision decide(Look look) {
        Optional<CertificateView> usable = look.authority().newest().filter(a -> a.validAt(look.now()));
        if (usable.isEmpty()) {
            return replaceLost(look);
        }
        CertificateView newest = usable.get();
        List<Leaf> leaves = leaves(look, newest);
        return switch (look.authority().phase()) {
            case STEADY -> isDue(look, newest) ? introduce(look, newest) : new Leaves(leaves);
            case INTRODUCING -> {
                boolean alone = others(look, newest).isEmpty();
                yield alone || (leaves.isEmpty() && settled(look, m -> m.trusts(newest)))
                        ? new Promote()
                        : new Leaves(leaves);
            }
            case RETIRING ->
                leaves.isEmpty() && settled(look, m -> m.showsOneOf(newest)) ? new Retire() : new Leaves(leaves);
        };
    }

    /** When to decide again, if nothing happens meanwhile. */
    public Instant nextLook(Look look) {
        Instant next = look.authority().newest().map(CertificateView::renewAt).orElse(look.now());
        for (LeafRequest request : look.wanted()) {
            Instant due = look.leaf(request)
                    .certificate()
                    .map(CertificateView::renewAt)
                    .orElse(look.now());
            next = due.isBefore(next) ? due : next;
        }
        return next;
    }

    /** Whoever is trusted now goes on being trusted, although nobody can sign in its name any more. */
    private NewAuthority replaceLost(Look look) {
        List<String> kept =
                remembered(look).stream().map(CertificateView::fingerprint).toList();
        boolean issuing =
                look.authority().issuing().filter(a -> a.validAt(look.now())).isPresent();
        return new NewAuthority(kept.isEmpty() ? Phase.STEADY : Phase.INTRODUCING, kept, false, issuing, end(look));
    }

    private static List<CertificateView> remembered(Look look) {
        Map<String, CertificateView> found = new LinkedHashMap<>();
        look.authority().trusted().forEach(a -> found.put(a.fingerprint(), a));
        look.wanted().stream()
                .flatMap(r -> look.leaf(r).bundle().stream())
                .forEach(a -> found.putIfAbsent(a.fingerprint(), a));
        return found.values().stream().filter(a -> a.validAt(look.now())).toList();
    }

    private static boolean isDue(Look look, CertificateView newest) {
        return !look.now().isBefore(newest.renewAt())
                || (!look.request().isEmpty()
                        && !look.request().equals(look.authority().request()));
    }

    private NewAuthority introduce(Look look, CertificateView newest) {
        return new NewAuthority(Phase.INTRODUCING, List.of(newest.fingerprint()), true, false, end(look));
    }

    private Instant end(Look look) {
        return look.now().plus(terms.authorityLife());
    }

    private static List<CertificateView> others(Look look, CertificateView newest) {
        return look.authority().trusted().stream()
                .filter(a -> !a.fingerprint().equals(newest.fingerprint()) && a.validAt(look.now()))
                .toList();
    }

    /** What is written has arrived: seen on every member, or so long ago that whoever is not seen is not there. */
    private boolean settled(Look look, Predicate<SeenMember> arrived) {
        Instant since = look.wanted().stream()
                .map(request -> look.leaf(request).written())
                .reduce(look.authority().since(), (a, b) -> a.isAfter(b) ? a : b);
        boolean seen = look.members().stream().allMatch(arrived) && !look.now().isBefore(since.plus(terms.settle()));
        return seen || !look.now().isBefore(since.plus(terms.patience()));
    }

    private List<Leaf> leaves(Look look, CertificateView newest) {
        Optional<CertificateView> issuing = look.authority().phase() == Phase.INTRODUCING
                ? look.authority().issuing().filter(a -> a.validAt(look.now()))
                : Optional.of(newest);
        List<Leaf> leaves = new ArrayList<>();
        for (LeafRequest request : look.wanted()) {
            LeafView leaf = look.leaf(request);
            if (mustIssue(look, request, leaf, issuing)) {
                CertificateView signer = issuing.orElse(newest);
                leaves.add(new Issue(request, !signer.equals(newest), end(look, signer)));
            } else if (!leaf.bundle().equals(look.authority().trusted())) {
                leaves.add(new Rebundle(request));
            }
        }
        return leaves;
    }

    private boolean mustIssue(Look look, LeafRequest request, LeafView leaf, Optional<CertificateView> signer) {
        Optional<CertificateView> found = leaf.certificate()
                .filter(c -> c.validAt(look.now()))
                .filter(c ->
                        c.commonName().equals(request.commonName()) && c.names().equals(request.names()))
                .filter(c -> look.authority().trusted().stream().anyMatch(c::issuedBy));
        if (found.isEmpty()) {
            return true;
        }
        // The one that signed it is lost, and the new one is not trusted by everybody yet: it is the best there is.
        return signer.isPresent()
                && (!found.get().issuedBy(signer.get()) || isRenewed(look.now(), found.get(), signer.get()));
    }

    private boolean isRenewed(Instant now, CertificateView leaf, CertificateView signer) {
        boolean tooLong = leaf.notAfter().isAfter(now.plus(terms.leafLife()).plus(TOLERANCE));
        boolean due = !now.isBefore(leaf.renewAt());
        // Nothing that this authority signs outlives it.
        boolean helps = leaf.notAfter().isBefore(signer.notAfter());
        return tooLong || (due && helps);
    }

    private Instant end(Look look, CertificateView signer) {
        Instant end = look.now().plus(terms.leafLife());
        return end.isBefore(signer.notAfter()) ? end : signer.notAfter();
    }
}
