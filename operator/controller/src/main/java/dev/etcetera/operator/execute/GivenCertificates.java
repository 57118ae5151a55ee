package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import dev.etcetera.operator.execute.SecretStore.Found;
import dev.etcetera.operator.pki.CertManagerObjects;
import dev.etcetera.operator.pki.SecretContent;
import dev.etcetera.operator.pki.TlsReport;
import dev.etcetera.operator.pki.Wanted;
import dev.etcetera.operator.resources.Security;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
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

    GivenCertificates(SecretStore store, ServerSideApply apply) {
        this.store = store;
        this.apply = apply;
    }

    /** Those that the user brings. */
    Certificates ofUser(EtcdCluster cluster) {
        return look(cluster, List.of(), "make it, of type kubernetes.io/tls and with ca.crt");
    }

    /** Those of cert-manager. */
    Certificates ofCertManager(EtcdCluster cluster) {
        List<String> clients =
                Wanted.clients(cluster).stream().map(TlsSpec.Client::secretName).toList();
        if (!apply.knows(CertManagerObjects.API_VERSION, CertManagerObjects.KIND)) {
            TlsStatus status = status(cluster, clients);
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
        for (GenericKubernetesResource certificate : CertManagerObjects.all(cluster)) {
            apply.apply(certificate);
        }
        return look(cluster, clients, "cert-manager has not issued it yet: see kubectl describe certificate");
    }

    private Certificates look(EtcdCluster cluster, List<String> clients, String advice) {
        List<String> missing = new ArrayList<>();
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
            KEYS.stream()
                    .filter(key -> content.value(key).isEmpty())
                    .findFirst()
                    .ifPresent(key -> missing.add(name + " (" + key + ")"));
            own = name.equals(Security.operatorSecret(cluster)) ? content : own;
        }
        TlsReport report = missing.isEmpty()
                ? new TlsReport(true, "Found", "all certificates are there", status(cluster, clients), READY)
                : new TlsReport(
                        false,
                        "SecretMissing",
                        "Secret " + String.join(", ", missing) + " is missing: " + advice,
                        status(cluster, clients),
                        WAITING);
        return new Certificates(report, Certificates.credentials(cluster, own), false);
    }

    private static TlsStatus status(EtcdCluster cluster, List<String> clients) {
        return new TlsStatus(Security.clientSecret(cluster), clients.isEmpty() ? null : clients, null, null);
    }
}
