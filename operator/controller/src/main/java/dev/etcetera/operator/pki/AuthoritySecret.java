package dev.etcetera.operator.pki;

import dev.etcetera.operator.pki.Decision.NewAuthority;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Secret of an authority: the newest one in tls.crt and tls.key, the bundle of all that are trusted in ca.crt, and, as
 * long as the one before still signs, that one in issuing.crt and issuing.key.
 */
public record AuthoritySecret(SecretContent content) {
    static final String PHASE = "etcetera.dev/ca-phase";
    static final String SINCE = "etcetera.dev/ca-since";
    static final String REQUEST = "etcetera.dev/ca-request";
    private static final String ISSUING_CERTIFICATE = "issuing.crt";
    private static final String ISSUING_KEY = "issuing.key";

    /** What of it can be used. */
    public AuthorityView view() {
        Optional<CertificateView> newest =
                Pem.pair(content.value(SecretContent.CERTIFICATE), content.value(SecretContent.KEY));
        Optional<CertificateView> issuing = Pem.pair(content.value(ISSUING_CERTIFICATE), content.value(ISSUING_KEY));
        // Whoever signs is trusted, whatever somebody made of the bundle.
        Map<String, CertificateView> trusted = new LinkedHashMap<>();
        newest.ifPresent(a -> trusted.put(a.fingerprint(), a));
        issuing.ifPresent(a -> trusted.put(a.fingerprint(), a));
        Pem.certificates(content.value(SecretContent.BUNDLE)).forEach(a -> trusted.putIfAbsent(a.fingerprint(), a));
        return new AuthorityView(
                newest,
                issuing,
                List.copyOf(trusted.values()),
                phase(),
                content.time(SINCE),
                content.annotations().getOrDefault(REQUEST, ""));
    }

    /** The bundle of all that are trusted, in the order of the view. */
    public String bundle() {
        return texts(view().trusted().stream().map(CertificateView::fingerprint).toList(), List.of());
    }

    /** Who signs. */
    public Credential signer(boolean issuing) {
        return issuing
                ? new Credential(content.value(ISSUING_CERTIFICATE), content.value(ISSUING_KEY))
                : new Credential(content.value(SecretContent.CERTIFICATE), content.value(SecretContent.KEY));
    }

    /**
     * With a new authority.
     *
     * @param elsewhere bundles in which authorities are found that this Secret has lost
     */
    public AuthoritySecret with(
            NewAuthority decision, Credential fresh, List<String> elsewhere, Instant now, String request) {
        SecretContent next = new SecretContent(Map.of(), content.annotations())
                .with(SecretContent.CERTIFICATE, fresh.certificatePem())
                .with(SecretContent.KEY, fresh.keyPem());
        String bundle = fresh.certificatePem() + texts(decision.kept(), elsewhere);
        if (decision.oldSigns() || decision.issuingSigns()) {
            Credential old = signer(decision.issuingSigns());
            next = next.with(ISSUING_CERTIFICATE, old.certificatePem()).with(ISSUING_KEY, old.keyPem());
        }
        return new AuthoritySecret(next.with(SecretContent.BUNDLE, bundle))
                .in(decision.phase(), now, Map.of(REQUEST, request));
    }

    /** The newest authority signs. */
    public AuthoritySecret promoted(Instant now) {
        return new AuthoritySecret(
                        content.with(SecretContent.BUNDLE, bundle()).without(Set.of(ISSUING_CERTIFICATE, ISSUING_KEY)))
                .in(Phase.RETIRING, now, Map.of());
    }

    /** The newest authority alone is trusted. */
    public AuthoritySecret retired(Instant now) {
        return new AuthoritySecret(content.with(SecretContent.BUNDLE, content.value(SecretContent.CERTIFICATE))
                        .without(Set.of(ISSUING_CERTIFICATE, ISSUING_KEY)))
                .in(Phase.STEADY, now, Map.of());
    }

    private AuthoritySecret in(Phase phase, Instant now, Map<String, String> notes) {
        return new AuthoritySecret(
                content.noting(Map.of(PHASE, phase.word())).noting(SINCE, now).noting(notes));
    }

    private Phase phase() {
        String word = content.annotations().getOrDefault(PHASE, "");
        return Stream.of(Phase.values())
                .filter(p -> p.word().equals(word))
                .findFirst()
                .orElse(Phase.STEADY);
    }

    private String texts(List<String> fingerprints, List<String> elsewhere) {
        Map<String, String> known = new HashMap<>();
        Stream.concat(
                        Stream.of(SecretContent.CERTIFICATE, ISSUING_CERTIFICATE, SecretContent.BUNDLE)
                                .map(content::value),
                        elsewhere.stream())
                .forEach(pem -> known.putAll(Pem.texts(pem)));
        return fingerprints.stream().map(f -> known.getOrDefault(f, "")).collect(Collectors.joining());
    }
}
