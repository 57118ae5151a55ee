package dev.etcetera.operator.execute;

import dev.etcetera.operator.member.CertificateLook;
import dev.etcetera.operator.pki.CertificateView;
import dev.etcetera.operator.pki.Credential;
import dev.etcetera.operator.pki.Pem;
import dev.etcetera.operator.pki.SeenMember;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sees which certificates the members of a cluster show and whom they trust: each on its own virtual thread. */
final class MemberLook {
    private static final SeenMember UNSEEN = new SeenMember("", "", Set.of());

    private final CertificateLook look;

    MemberLook(CertificateLook look) {
        this.look = look;
    }

    /** What each of them shows on this port; one that shows nothing trusts nobody. */
    List<SeenMember> at(Map<String, String> addresses, int port, Credential shown) throws InterruptedException {
        List<Future<SeenMember>> answers = new ArrayList<>();
        List<SeenMember> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            addresses.forEach((name, address) -> answers.add(threads.submit(looking(name, address, port, shown))));
            for (Future<SeenMember> answer : answers) {
                seen.add(result(answer));
            }
        }
        return seen;
    }

    private static SeenMember result(Future<SeenMember> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException _) {
            return UNSEEN;
        }
    }

    private Callable<SeenMember> looking(String name, String address, int port, Credential shown) {
        return () -> {
            Optional<CertificateLook.Shown> found = look.at(address, port, shown.certificatePem(), shown.keyPem());
            return found.isEmpty() ? UNSEEN : seen(name, found.get());
        };
    }

    private static SeenMember seen(String name, CertificateLook.Shown shown) throws GeneralSecurityException {
        CertificateView certificate = Pem.view(shown.certificate());
        return new SeenMember(name, certificate.issuerKeyId(), shown.accepted());
    }
}
