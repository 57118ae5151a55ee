package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.TlsSpec;
import dev.etcetera.operator.member.CertificateLook;
import dev.etcetera.operator.member.MemberCredentials;
import dev.etcetera.operator.member.MemberDoors;
import dev.etcetera.operator.pki.Issuance;
import dev.etcetera.operator.pki.TlsReport;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Security;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Sees to a cluster's certificates, and that the operator speaks to its members with the right ones. What it remembers
 * is only when to look again: a cluster that is well costs a few reads in minutes. May be used from any thread; one
 * cluster is kept by one thread at a time.
 */
public final class CertificateKeeper {
    private static final Logger LOG = Logger.getLogger(CertificateKeeper.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final OwnCertificates own;
    private final GivenCertificates given;
    private final PodNudge nudge;
    private final MemberDoors doors;
    private final InstantSource clock;
    private final Map<String, Memory> memories = new ConcurrentHashMap<>();

    private CertificateKeeper(
            OwnCertificates own, GivenCertificates given, PodNudge nudge, MemberDoors doors, InstantSource clock) {
        this.own = own;
        this.given = given;
        this.nudge = nudge;
        this.doors = doors;
        this.clock = clock;
    }

    /** One that acts by this client. */
    public static CertificateKeeper of(
            KubernetesClient client,
            Fence fence,
            Issuance issuance,
            EventRecorder events,
            MemberDoors doors,
            InstantSource clock) {
        SecretStore store = new SecretStore(client, fence);
        ServerSideApply apply = new ServerSideApply(client, fence);
        return new CertificateKeeper(
                new OwnCertificates(store, issuance, events, new MemberLook(new CertificateLook(LOOK))),
                new GivenCertificates(store, apply, issuance.wanted()),
                new PodNudge(apply),
                doors,
                clock);
    }

    /**
     * The last look.
     *
     * @param spec what was asked for
     * @param next when to look again
     */
    private record Memory(TlsSpec spec, String request, Certificates found, Instant next) {}

    /** Sees to them; answers how they are, or nothing where connections are not secured. */
    public Optional<TlsReport> keep(EtcdCluster cluster, List<Pod> pods) throws InterruptedException {
        if (!Security.isOn(cluster)) {
            memories.remove(Names.uid(cluster));
            doors.close(Names.uid(cluster), addresses(pods).values());
            return Optional.empty();
        }
        Memory memory = memory(cluster, pods);
        introduce(cluster, pods);
        Duration left = Duration.between(clock.instant(), memory.next());
        return Optional.of(memory.found().report().in(left.compareTo(RETRY) < 0 ? RETRY : left));
    }

    /** Tells how the members with these Pods are spoken to, from what is known already. */
    public void introduce(EtcdCluster cluster, List<Pod> pods) {
        Memory memory = memories.get(Names.uid(cluster));
        Optional<MemberCredentials> credentials =
                memory == null ? Optional.empty() : memory.found().credentials();
        if (credentials.isEmpty()) {
            return;
        }
        try {
            doors.open(Names.uid(cluster), addresses(pods).values(), credentials.get());
        } catch (SSLException | IllegalArgumentException e) {
            LOG.warnf(
                    "%s/%s: Secret %s cannot be used: %s",
                    Names.namespace(cluster), Names.of(cluster), Security.operatorSecret(cluster), e.getMessage());
        }
    }

    /** The cluster is no more. */
    public void forget(EtcdCluster cluster) {
        memories.remove(Names.uid(cluster));
        doors.close(Names.uid(cluster), List.of());
    }

    private Memory memory(EtcdCluster cluster, List<Pod> pods) throws InterruptedException {
        TlsSpec spec = Objects.requireNonNull(cluster.getSpec().tls());
        String request = OwnCertificates.request(cluster);
        Memory before = memories.get(Names.uid(cluster));
        Instant now = clock.instant();
        if (before != null
                && now.isBefore(before.next())
                && before.spec().equals(spec)
                && before.request().equals(request)) {
            return before;
        }
        Certificates found = look(cluster, pods, Optional.ofNullable(before), now);
        Memory memory = new Memory(spec, request, found, now.plus(found.report().recheck()));
        memories.put(Names.uid(cluster), memory);
        // Told twice: a kubelet may hear of the Pod before it hears of the Secret.
        boolean changedBefore = before != null && before.found().changed();
        if (found.changed() || changedBefore) {
            nudge.all(pods, now);
        }
        return memory;
    }

    private Certificates look(EtcdCluster cluster, List<Pod> pods, Optional<Memory> before, Instant now)
            throws InterruptedException {
        try {
            return switch (Objects.requireNonNull(cluster.getSpec().tls()).mode()) {
                case OPERATOR -> own.keep(cluster, addresses(pods), now);
                case CERT_MANAGER -> given.ofCertManager(cluster, now);
                case SECRETS -> given.ofUser(cluster, now);
                case OFF -> throw new IllegalStateException("connections are not secured");
            };
        } catch (KubernetesClientException e) {
            // A cluster whose certificates cannot be seen to for now is watched and repaired all the same.
            LOG.warnf(
                    "%s/%s: certificates cannot be seen to: %s",
                    Names.namespace(cluster), Names.of(cluster), e.getMessage());
            return new Certificates(
                    TlsReport.unknown(
                            String.valueOf(e.getMessage()),
                            before.map(m -> m.found().report()),
                            RETRY),
                    before.flatMap(m -> m.found().credentials()),
                    false);
        }
    }

    private static Map<String, String> addresses(List<Pod> pods) {
        Map<String, String> addresses = new TreeMap<>();
        for (Pod pod : pods) {
            String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
            if (address != null && "Running".equals(pod.getStatus().getPhase())) {
                addresses.put(Names.of(pod), address);
            }
        }
        return addresses;
    }
}
