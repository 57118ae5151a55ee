package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import dev.etcetera.operator.execute.SecretStore.Found;
import dev.etcetera.operator.pki.CertManagerObjects;
import dev.etcetera.operator.pki.GivenCheck;
import dev.etcetera.operator.pki.SecretContent;
import dev.etcetera.operator.pki.TlsReport;
import dev.etcetera.operator.pki.Wanted;
import dev.etcetera.operator.resources.Security;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Certificates that others make: cert-manager, which is told what is wanted, or the user. The operator reads and says. */
final class GivenCertificates {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration WAITING = Duration.ofSeconds(3);
    private static final List<String> KEYS = List.of("tls.crt", "tls.key", "ca.crt");

    private final SecretStore store;
    private final ServerSideApply apply;
    private final Wanted names;

    GivenCertificates(SecretStore store, ServerSideApply apply, Wanted names) {
        this.store = store;
        this.apply = apply;
        this.names = names;
    }

    /** Those that the user brings. */
    Certificates ofUser(EtcdCluster cluster, Instant now) {
        return look(cluster, now, List.of(), "make it, of type kubernetes.io/tls and with ca.crt");
    }

    /** Those of cert-manager. */
    Certificates ofCertManager(EtcdCluster cluster, Instant now) {
        List<String> clients =
                Wanted.clients(cluster).stream().map(TlsSpec.Client::secretName).toList();
        if (!apply.knows(CertManagerObjects.API_VERSION, CertManagerObjects.KIND)) {
            TlsStatus status = status(cluster, clients, Optional.empty());
            return new Certificates(
                    new TlsReport(
                            false,
                            "CertManagerNotInstalled",
                            "this Kubernetes knows no " + CertManagerObjects.KIND + " of "
                                    + CertManagerObjects.API_VERSION + ": install cert-manager",
                            status,
                            READY),
                    Optional.empty(),
                    false);
        }
        for (GenericKubernetesResource certificate : CertManagerObjects.all(cluster, names)) {
            apply.apply(certificate);
        }
        return look(cluster, now, clients, "cert-manager has not issued it yet: see kubectl describe certificate");
    }

    private Certificates look(EtcdCluster cluster, Instant now, List<String> clients, String advice) {
        List<String> missing = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        Optional<Instant> expires = Optional.empty();
        SecretContent own = SecretContent.NONE;
        String common = Security.clientSecret(cluster);
        List<String> wanted = Stream.concat(
                        Stream.of(
                                Security.serverSecret(cluster),
                                Security.peerSecret(cluster),
                                Security.operatorSecret(cluster)),
                        Stream.concat(Optional.ofNullable(common).stream(), clients.stream()))
                .distinct()
                .toList();
        for (String name : wanted) {
            SecretContent content =
                    store.read(cluster, name).map(Found::content).orElse(SecretContent.NONE);
            Optional<String> absent =
                    KEYS.stream().filter(key -> content.value(key).isEmpty()).findFirst();
            if (absent.isPresent()) {
                missing.add(name + " (" + absent.get() + ")");
            } else {
                GivenCheck.complaints(content, names(cluster, name), now)
                        .forEach(complaint -> wrong.add("Secret " + name + " " + complaint));
            }
            expires = Stream.concat(expires.stream(), GivenCheck.expires(content).stream())
                    .min(Comparator.naturalOrder());
            own = name.equals(Security.operatorSecret(cluster)) ? content : own;
        }
        TlsStatus status = status(cluster, clients, expires);
        TlsReport report;
        if (!missing.isEmpty()) {
            String message = "Secret " + String.join(", ", missing) + " is missing: " + advice;
            report = new TlsReport(false, "SecretMissing", message, status, WAITING);
        } else if (!wrong.isEmpty()) {
            report = new TlsReport(false, "SecretInvalid", String.join("; ", wrong), status, WAITING);
        } else {
            report = new TlsReport(true, "Found", "all certificates are there", status, READY);
        }
        return new Certificates(report, Certificates.credentials(cluster, own), false);
    }

    /** By what names of a member's certificate others know it. */
    private static List<String> names(EtcdCluster cluster, String secret) {
        List<String> names = new ArrayList<>();
        if (secret.equals(Security.serverSecret(cluster))) {
            names.add(Security.serverName(cluster));
        }
        if (secret.equals(Security.peerSecret(cluster))) {
            names.add("*." + Security.peerName(cluster));
        }
        return names;
    }

    private static TlsStatus status(EtcdCluster cluster, List<String> clients, Optional<Instant> expires) {
        return new TlsStatus(
                Security.clientSecret(cluster),
                clients.isEmpty() ? null : clients,
                null,
                expires.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null));
    }
}
