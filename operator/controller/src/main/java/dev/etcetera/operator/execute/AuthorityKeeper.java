package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.execute.SecretStore.Found;
import dev.etcetera.operator.pki.AuthorityPlanner;
import dev.etcetera.operator.pki.AuthorityPlanner.Look;
import dev.etcetera.operator.pki.AuthoritySecret;
import dev.etcetera.operator.pki.AuthorityView;
import dev.etcetera.operator.pki.CertificateMaker;
import dev.etcetera.operator.pki.Credential;
import dev.etcetera.operator.pki.Decision;
import dev.etcetera.operator.pki.LeafRequest;
import dev.etcetera.operator.pki.LeafSecret;
import dev.etcetera.operator.pki.LeafView;
import dev.etcetera.operator.pki.Phase;
import dev.etcetera.operator.pki.SecretContent;
import dev.etcetera.operator.pki.SeenMember;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Owned by one look at one authority: does what is decided, one thing after the other, until nothing more is. */
final class AuthorityKeeper {
    /** A new authority, and its certificates. What else there is to do waits for the next look. */
    private static final int MOST_ROUNDS = 3;

    private final SecretStore store;
    private final CertificateMaker maker;
    private final EventRecorder events;
    private final Task task;
    private final Map<String, Found> secrets = new TreeMap<>();
    private boolean changed;

    AuthorityKeeper(SecretStore store, CertificateMaker maker, EventRecorder events, Task task) {
        this.store = store;
        this.maker = maker;
        this.events = events;
        this.task = task;
    }

    /**
     * What there is to keep.
     *
     * @param secret of the authority
     * @param title of the authority, for certificates and Events
     * @param request what the user wrote to ask for a new authority
     */
    record Task(
            EtcdCluster cluster,
            String secret,
            String title,
            List<LeafRequest> wanted,
            AuthorityPlanner planner,
            String request) {}

    /**
     * How it is now.
     *
     * @param taken a Secret of somebody else that bears a name which is needed: then nothing is done
     * @param changed whether a Secret was written
     * @param nextLook when something is due; at once, as long as an authority changes
     */
    record Kept(
            Map<String, SecretContent> secrets,
            Optional<String> taken,
            Phase phase,
            boolean changed,
            Instant nextLook,
            Optional<Instant> expires) {}

    /** Sees the members, given what the Secrets hold. */
    interface Sight {
        List<SeenMember> of(Map<String, SecretContent> secrets) throws InterruptedException;
    }

    /** Looks and acts; {@code members} is asked only while an authority changes. */
    Kept keep(Instant now, Sight members) throws InterruptedException {
        read(task.secret());
        task.wanted().forEach(request -> read(request.secret()));
        Optional<String> taken = secrets.entrySet().stream()
                .filter(s -> !s.getValue().own())
                .map(Map.Entry::getKey)
                .findFirst();
        for (int round = 0; taken.isEmpty() && round < MOST_ROUNDS; round++) {
            AuthoritySecret authority = new AuthoritySecret(content(task.secret()));
            AuthorityView view = authority.view();
            List<SeenMember> seen = view.phase() == Phase.STEADY ? List.of() : members.of(contents());
            boolean done = act(authority, task.planner().decide(look(view, seen, now)), now);
            if (done) {
                break;
            }
        }
        AuthorityView view = new AuthoritySecret(content(task.secret())).view();
        Look last = look(view, List.of(), now);
        return new Kept(contents(), taken, view.phase(), changed, task.planner().nextLook(last), last.expires());
    }

    private Look look(AuthorityView view, List<SeenMember> seen, Instant now) {
        Map<String, LeafView> leaves = new TreeMap<>();
        task.wanted().forEach(r -> leaves.put(r.secret(), new LeafSecret(content(r.secret())).view()));
        return new Look(view, task.wanted(), leaves, seen, task.request(), now);
    }

    /** Answers whether there is nothing more to decide. */
    private boolean act(AuthoritySecret authority, Decision decision, Instant now) {
        switch (decision) {
            case Decision.NewAuthority fresh -> {
                Credential made = maker.authority(task.title(), now, fresh.notAfter());
                List<String> bundles = task.wanted().stream()
                        .map(r -> new LeafSecret(content(r.secret())).bundle())
                        .toList();
                write(
                        task.secret(),
                        authority
                                .with(fresh, made, bundles, now, task.request())
                                .content());
                say("AuthorityMade", fresh.phase() == Phase.STEADY ? "" : "; both are trusted until all know it");
            }
            case Decision.Promote _ -> {
                write(task.secret(), authority.promoted(now).content());
                say("AuthorityPromoted", "; all certificates are issued anew, by it");
            }
            case Decision.Retire _ -> {
                write(task.secret(), authority.retired(now).content());
                say("AuthorityRetired", "; the one before is trusted no more");
            }
            case Decision.Leaves leaves -> {
                leaves.leaves().forEach(leaf -> act(authority, leaf, now));
                return true;
            }
        }
        return false;
    }

    private void act(AuthoritySecret authority, Decision.Leaf leaf, Instant now) {
        LeafRequest request = leaf.request();
        LeafSecret before = new LeafSecret(content(request.secret()));
        switch (leaf) {
            case Decision.Issue issue -> {
                Credential made = maker.leaf(request, authority.signer(issue.byIssuing()), now, issue.notAfter());
                write(
                        request.secret(),
                        before.with(made, authority.bundle(), now).content());
                events.normal(
                        task.cluster(), "CertificateIssued", "issued the certificate in Secret " + request.secret());
            }
            case Decision.Rebundle _ ->
                write(
                        request.secret(),
                        before.rebundled(authority.bundle(), now).content());
        }
    }

    private void say(String reason, String more) {
        events.normal(task.cluster(), reason, task.title() + more);
    }

    private void read(String name) {
        store.read(task.cluster(), name).ifPresent(found -> secrets.put(name, found));
    }

    private void write(String name, SecretContent content) {
        secrets.put(name, store.write(task.cluster(), name, content, Optional.ofNullable(secrets.get(name))));
        changed = true;
    }

    private SecretContent content(String name) {
        Found found = secrets.get(name);
        return found == null ? SecretContent.NONE : found.content();
    }

    private Map<String, SecretContent> contents() {
        Map<String, SecretContent> contents = new TreeMap<>();
        secrets.forEach((name, found) -> contents.put(name, found.content()));
        return contents;
    }
}
