package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import dev.etcetera.operator.execute.AuthorityKeeper.Kept;
import dev.etcetera.operator.execute.AuthorityKeeper.Task;
import dev.etcetera.operator.pki.AuthorityPlanner;
import dev.etcetera.operator.pki.Credential;
import dev.etcetera.operator.pki.Issuance;
import dev.etcetera.operator.pki.LeafSecret;
import dev.etcetera.operator.pki.Phase;
import dev.etcetera.operator.pki.SecretContent;
import dev.etcetera.operator.pki.Terms;
import dev.etcetera.operator.pki.TlsReport;
import dev.etcetera.operator.pki.Wanted;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Security;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Certificates by the operator's own authorities: one for the client port of a cluster, one for its peer port. */
final class OwnCertificates {
    private static final String ROTATE = "etcetera.dev/rotate-ca";
    private static final Duration CHANGING = Duration.ofSeconds(2);
    private static final Duration STEADY = Duration.ofMinutes(2);

    private final SecretStore store;
    private final Issuance issuance;
    private final EventRecorder events;
    private final MemberLook members;

    OwnCertificates(SecretStore store, Issuance issuance, EventRecorder events, MemberLook members) {
        this.store = store;
        this.issuance = issuance;
        this.events = events;
        this.members = members;
    }

    /** What the user wrote to ask for new authorities: whatever it is, it asks once. */
    static String request(EtcdCluster cluster) {
        Map<String, String> annotations = cluster.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(ROTATE, "");
    }

    Certificates keep(EtcdCluster cluster, Map<String, String> addresses, Instant now) throws InterruptedException {
        TlsSpec tls = Objects.requireNonNull(cluster.getSpec().tls());
        String name = Names.of(cluster);
        Task ofClients = new Task(
                cluster,
                Security.clientAuthority(cluster),
                name + " client CA",
                issuance.wanted().ofClients(cluster),
                new AuthorityPlanner(Terms.ofClients(tls)),
                request(cluster));
        Task ofPeers = new Task(
                cluster,
                Security.peerAuthority(cluster),
                name + " peer CA",
                issuance.wanted().ofPeers(cluster),
                new AuthorityPlanner(Terms.ofPeers(tls)),
                request(cluster));
        Kept client = keep(ofClients, addresses, Names.CLIENT_PORT, Security.operatorSecret(cluster), now);
        Kept peer = keep(ofPeers, addresses, Names.PEER_PORT, Security.peerSecret(cluster), now);
        retire(cluster, now);
        SecretContent own = client.secrets().getOrDefault(Security.operatorSecret(cluster), SecretContent.NONE);
        return new Certificates(
                report(cluster, client, peer, now),
                Certificates.credentials(cluster, own),
                client.changed() || peer.changed());
    }

    /** Whom the spec does not name any more loses its key. The Secret stays: nobody may delete Secrets everywhere for that. */
    private void retire(EtcdCluster cluster, Instant now) {
        for (String name : issuance.wanted().formerClients(cluster)) {
            Optional<SecretStore.Found> found = store.read(cluster, name).filter(SecretStore.Found::own);
            Optional<LeafSecret> issued =
                    found.map(SecretStore.Found::content).map(LeafSecret::new).filter(LeafSecret::hasKey);
            if (issued.isPresent()) {
                store.write(cluster, name, issued.get().emptied(now).content(), found);
                events.normal(
                        cluster,
                        "ClientSecretEmptied",
                        "Secret " + name + " holds no certificate any more, because spec.tls.clients does not name it."
                                + " It may be deleted; a copy of the certificate is valid until it expires, or until"
                                + " etcetera.dev/rotate-ca asks for a new authority");
            }
        }
    }

    private Kept keep(Task task, Map<String, String> addresses, int port, String shown, Instant now)
            throws InterruptedException {
        return new AuthorityKeeper(store, issuance.maker(), events, task)
                .keep(now, secrets -> members.at(addresses, port, credential(secrets, shown)));
    }

    private static Credential credential(Map<String, SecretContent> secrets, String name) {
        SecretContent content = secrets.getOrDefault(name, SecretContent.NONE);
        return new Credential(content.value("tls.crt"), content.value("tls.key"));
    }

    private static TlsReport report(EtcdCluster cluster, Kept client, Kept peer, Instant now) {
        List<String> taken =
                Stream.of(client, peer).flatMap(k -> k.taken().stream()).toList();
        String rotation = Stream.of(rotation("client", client), rotation("peer", peer))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        TlsStatus status = new TlsStatus(
                Security.clientSecret(cluster),
                Wanted.clients(cluster).isEmpty()
                        ? null
                        : Wanted.clients(cluster).stream()
                                .map(TlsSpec.Client::secretName)
                                .toList(),
                rotation.isEmpty() ? null : rotation,
                expires(client, peer));
        if (!taken.isEmpty()) {
            return new TlsReport(
                    false,
                    "NameTaken",
                    "Secret " + String.join(", ", taken)
                            + " exists and does not belong to this cluster: it is left alone",
                    status,
                    CHANGING);
        }
        return rotation.isEmpty()
                ? new TlsReport(true, "Issued", "all certificates are issued", status, until(client, peer, now))
                : new TlsReport(
                        true,
                        "AuthorityChanging",
                        "a new certificate authority takes over (" + rotation + "): both are trusted meanwhile",
                        status,
                        CHANGING);
    }

    private static Optional<String> rotation(String title, Kept kept) {
        return kept.phase() == Phase.STEADY
                ? Optional.empty()
                : Optional.of(title + ": " + kept.phase().word());
    }

    private static String expires(Kept client, Kept peer) {
        return Stream.of(client, peer)
                .flatMap(k -> k.expires().stream())
                .min(Instant::compareTo)
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("");
    }

    private static Duration until(Kept client, Kept peer, Instant now) {
        if (client.changed() || peer.changed()) {
            return CHANGING;
        }
        Instant next = client.nextLook().isBefore(peer.nextLook()) ? client.nextLook() : peer.nextLook();
        Duration until = Duration.between(now, next);
        if (until.compareTo(CHANGING) < 0) {
            return CHANGING;
        }
        return until.compareTo(STEADY) < 0 ? until : STEADY;
    }
}
