package dev.etcetera.operator.app;

import dev.etcetera.operator.execute.CertificateKeeper;
import dev.etcetera.operator.execute.EventRecorder;
import dev.etcetera.operator.execute.Fence;
import dev.etcetera.operator.member.MemberDoors;
import dev.etcetera.operator.pki.CertificateMaker;
import dev.etcetera.operator.pki.Issuance;
import dev.etcetera.operator.pki.Wanted;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what sees to certificates. */
@Singleton
final class CertificateParts {
    @Produces
    @Singleton
    CertificateKeeper certificates(
            KubernetesClient client,
            Fence fence,
            MemberDoors doors,
            EventRecorder events,
            @ConfigProperty(name = "etcetera.cluster-domain") Optional<String> domain) {
        Issuance issuance = new Issuance(
                new CertificateMaker(new SecureRandom()),
                new Wanted(ClusterDomain.find(domain, Path.of("/etc/resolv.conf"))));
        return CertificateKeeper.of(client, fence, issuance, events, doors, InstantSource.system());
    }
}
