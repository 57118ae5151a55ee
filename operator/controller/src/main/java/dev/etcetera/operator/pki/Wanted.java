package dev.etcetera.operator.pki;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Security;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The certificates that a cluster has. Pure.
 *
 * @param clusterDomain what the names of Services end in, such as cluster.local
 */
public record Wanted(String clusterDomain) {

    /** For the client port: the members' own, the operator's, and those of the clients. */
    public List<LeafRequest> ofClients(EtcdCluster cluster) {
        List<LeafRequest> wanted = new ArrayList<>();
        wanted.add(new LeafRequest(
                Security.serverSecret(cluster), Names.of(cluster) + "-server", serverNames(cluster), true));
        wanted.add(new LeafRequest(Security.operatorSecret(cluster), "etcetera-operator", Set.of(), false));
        String common = Security.clientSecret(cluster);
        if (common != null) {
            wanted.add(new LeafRequest(common, Names.of(cluster) + "-client", Set.of(), false));
        }
        for (TlsSpec.Client client : clients(cluster)) {
            wanted.add(new LeafRequest(client.secretName(), client.commonName(), Set.of(), false));
        }
        return wanted;
    }

    /** For the peer port. One for all members: a new member finds it there when it starts. */
    public List<LeafRequest> ofPeers(EtcdCluster cluster) {
        Set<String> names = new TreeSet<>();
        addService(names, "*." + Names.peerService(Names.of(cluster)), Names.namespace(cluster));
        names.add(Security.peerName(cluster));
        return List.of(new LeafRequest(Security.peerSecret(cluster), Names.of(cluster) + "-peer", names, true));
    }

    /** Secrets of clients that were named at the last look and are not any more; none that is needed for anything else. */
    public List<String> formerClients(EtcdCluster cluster) {
        EtcdClusterStatus status = cluster.getStatus();
        TlsStatus tls = status == null ? null : status.tls();
        List<String> before = tls == null || tls.clientSecrets() == null ? List.of() : tls.clientSecrets();
        Set<String> needed = new TreeSet<>(Set.of(Security.clientAuthority(cluster), Security.peerAuthority(cluster)));
        Stream.concat(ofClients(cluster).stream(), ofPeers(cluster).stream()).forEach(r -> needed.add(r.secret()));
        return before.stream().filter(name -> !needed.contains(name)).toList();
    }

    /** The clients that the spec names. */
    public static List<TlsSpec.Client> clients(EtcdCluster cluster) {
        List<TlsSpec.Client> clients =
                Objects.requireNonNull(cluster.getSpec().tls()).clients();
        return clients == null ? List.of() : clients;
    }

    private Set<String> serverNames(EtcdCluster cluster) {
        Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", normal("::1")));
        String service = Names.clientService(Names.of(cluster));
        names.add(service);
        names.add(service + "." + Names.namespace(cluster));
        addService(names, service, Names.namespace(cluster));
        addService(names, "*." + Names.peerService(Names.of(cluster)), Names.namespace(cluster));
        List<String> extra = Objects.requireNonNull(cluster.getSpec().tls()).extraNames();
        if (extra != null) {
            extra.forEach(name -> names.add(normal(name)));
        }
        return names;
    }

    private void addService(Set<String> names, String service, String namespace) {
        names.add(service + "." + namespace + ".svc");
        names.add(service + "." + namespace + ".svc." + clusterDomain);
    }

    /** An address in the one form in which certificates give it back. */
    private static String normal(String name) {
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException _) {
            return name;
        }
    }
}
