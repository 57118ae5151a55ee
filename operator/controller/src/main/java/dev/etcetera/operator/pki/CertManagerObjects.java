package dev.etcetera.operator.pki;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsSpec.CertManager;
import dev.etcetera.operator.api.v1alpha1.TlsSpec.IssuerRef;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Owners;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What cert-manager is asked for: a Certificate for each Secret, of the same name. Pure. */
public final class CertManagerObjects {
    public static final String API_VERSION = "cert-manager.io/v1";
    public static final String KIND = "Certificate";

    private CertManagerObjects() {}

    /** All of them. */
    public static List<GenericKubernetesResource> all(EtcdCluster cluster, Wanted wanted) {
        TlsSpec tls = Objects.requireNonNull(cluster.getSpec().tls());
        CertManager settings = Objects.requireNonNull(tls.certManager());
        IssuerRef peers = settings.peerIssuerRef();
        List<GenericKubernetesResource> all = new ArrayList<>();
        wanted.ofClients(cluster).forEach(r -> all.add(certificate(cluster, r, settings.issuerRef())));
        wanted.ofPeers(cluster)
                .forEach(r -> all.add(certificate(cluster, r, peers == null ? settings.issuerRef() : peers)));
        return all;
    }

    private static GenericKubernetesResource certificate(EtcdCluster cluster, LeafRequest request, IssuerRef issuer) {
        GenericKubernetesResource certificate = new GenericKubernetesResource();
        certificate.setApiVersion(API_VERSION);
        certificate.setKind(KIND);
        certificate.setMetadata(new ObjectMetaBuilder()
                .withName(request.secret())
                .withNamespace(Names.namespace(cluster))
                .withLabels(Labels.cluster(cluster))
                .withOwnerReferences(Owners.controlledBy(cluster))
                .build());
        certificate.setAdditionalProperty("spec", spec(cluster, request, issuer));
        return certificate;
    }

    private static Map<String, Object> spec(EtcdCluster cluster, LeafRequest request, IssuerRef issuer) {
        Duration life =
                Terms.ofClients(Objects.requireNonNull(cluster.getSpec().tls())).leafLife();
        Map<String, Object> spec = new TreeMap<>();
        spec.put("secretName", request.secret());
        spec.put("commonName", request.commonName());
        // In the form in which Go writes it, so that what is applied never differs from what is there.
        spec.put("duration", "%dh%dm%ds".formatted(life.toHours(), life.toMinutesPart(), life.toSecondsPart()));
        spec.put("issuerRef", sorted(Map.of("name", issuer.name(), "kind", issuer.kind(), "group", issuer.group())));
        spec.put("privateKey", sorted(Map.of("algorithm", "ECDSA", "size", 256, "rotationPolicy", "Always")));
        List<String> names = request.names().stream().sorted().toList();
        List<String> dnsNames = names.stream().filter(n -> !isAddress(n)).toList();
        List<String> addresses = names.stream()
                .filter(CertManagerObjects::isAddress)
                .map(CertManagerObjects::asGoWritesIt)
                .toList();
        if (!dnsNames.isEmpty()) {
            spec.put("dnsNames", dnsNames);
        }
        if (!addresses.isEmpty()) {
            spec.put("ipAddresses", addresses);
        }
        spec.put(
                "usages",
                request.names().isEmpty()
                        ? List.of("digital signature", "client auth")
                        : List.of("digital signature", "server auth", "client auth"));
        return spec;
    }

    private static Map<String, Object> sorted(Map<String, Object> map) {
        return new TreeMap<>(map);
    }

    /** cert-manager takes another way of writing the same address for another address, and never ends issuing. */
    private static String asGoWritesIt(String address) {
        return NetUtil.toAddressString(InetAddress.ofLiteral(address));
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
