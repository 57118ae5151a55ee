package dev.etcetera.e2e.operator;

import static dev.etcetera.e2e.operator.Kubernetes.SYSTEM_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operator has the rights of manifests/base/access.yaml, needs every one of them, and has no other. */
@Tag("long")
class AccessE2E {
    private static final Path FILE = Project.root().resolve("manifests/base/access.yaml");
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    /** A schedule does nothing before the next full minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final String START = "start";
    /** What is done beside everything else, so that nothing waits for it. */
    private static final Set<String> ASIDE = Set.of("events", "secrets");
    /** After a start, until everything that is asked for at a start has been. */
    private static final Duration SETTLES = Duration.ofSeconds(5);

    private static final String ACCOUNT = "--as=system:serviceaccount:" + SYSTEM_NAMESPACE + ":etcetera-operator";

    /** What somebody who has broken into the operator would like to do: verb, resource, and where. */
    private static final List<String> TEMPTING = List.of(
            "list secrets -A",
            "watch secrets -A",
            "delete secrets -A",
            "patch secrets -A",
            "create pods/exec -A",
            "create pods/attach -A",
            "create pods/portforward -A",
            "get pods/log -A",
            "create pods/ephemeralcontainers -A",
            "update nodes",
            "delete nodes",
            "create nodes/proxy",
            "delete persistentvolumes",
            "update persistentvolumes",
            "create namespaces",
            "delete namespaces",
            "create serviceaccounts -A",
            "create serviceaccounts/token -A",
            "create clusterroles.rbac.authorization.k8s.io",
            "escalate clusterroles.rbac.authorization.k8s.io",
            "bind clusterroles.rbac.authorization.k8s.io",
            "create clusterrolebindings.rbac.authorization.k8s.io",
            "create roles.rbac.authorization.k8s.io -A",
            "create rolebindings.rbac.authorization.k8s.io -A",
            "impersonate users",
            "impersonate serviceaccounts -A",
            "create deployments.apps -A",
            "patch deployments.apps -A",
            "create jobs.batch -A",
            "get configmaps -A",
            "create configmaps -A",
            "delete services -A",
            "deletecollection pods -A",
            "delete etcdclusters.etcetera.dev -A",
            "create etcdclusters.etcetera.dev -A",
            "delete etcdbackupschedules.etcetera.dev -A",
            "deletecollection etcdbackups.etcetera.dev -A",
            "deletecollection etcdmembers.etcetera.dev -A",
            "create validatingwebhookconfigurations.admissionregistration.k8s.io",
            "delete validatingadmissionpolicies.admissionregistration.k8s.io",
            "update customresourcedefinitions.apiextensions.k8s.io",
            "approve certificatesigningrequests.certificates.k8s.io",
            "create certificatesigningrequests.certificates.k8s.io",
            "delete leases.coordination.k8s.io -n " + SYSTEM_NAMESPACE,
            "get leases.coordination.k8s.io -n kube-system");

    private final List<String> namespaces = new ArrayList<>();
    private HostOperator operator;

    @BeforeEach
    void takeOver() {
        operator = new HostOperator();
        AccessJob.defineCertificates();
    }

    /** Other tests are about a Kubernetes that does not know them. */
    @AfterAll
    static void clear() {
        AccessJob.forgetCertificates();
    }

    @AfterEach
    void handBack() {
        restore();
        operator.close();
        namespaces.forEach(Kubernetes::dropNamespace);
    }

    @Test
    void nothingElseIsAllowed() {
        for (String wish : TEMPTING) {
            List<String> words = new ArrayList<>(List.of("auth", "can-i", ACCOUNT));
            // For kubectl what follows the slash is a name.
            words.addAll(List.of(
                    wish.replaceFirst("(\\S+)/(\\S+)", "$1 --subresource=$2").split(" ")));
            Command.Result result = Kubernetes.kubectl("", words.toArray(String[]::new));
            assertThat(result.out().strip()).as(wish).startsWith("no");
        }
        Set<Right> granted = granted();
        assertThat(granted).as("no wildcards").noneMatch(r -> r.toString().contains("*"));
    }

    @Test
    void everyRightIsUsedAndNoneIsMissing() {
        Set<Right> used = new TreeSet<>();
        firstUses().values().forEach(used::addAll);
        used.addAll(AccessJob.ONLY_ELSEWHERE);
        assertThat(used).containsExactlyInAnyOrderElementsOf(granted());
    }

    /**
     * Each right in turn, and it alone, is taken away until the operator says that it lacks it: those of its start before one
     * start each, the others in the course of one job, each where it is needed first and nothing goes on without it. What that
     * does not show is taken away for a whole job.
     */
    @Tag("long")
    @Test
    void withoutAnyOneOfThemSomethingFailsAndTheLogNamesIt() {
        Map<String, List<Right>> uses = firstUses();
        Set<Right> left = new LinkedHashSet<>();
        for (Right right : at(START, uses)) {
            int begin = startWithout(right);
            left.addAll(saysWithin(PATIENCE, right, begin, START) ? List.of() : List.of(right));
        }
        restore();
        operator.kill();
        operator.start();
        AccessJob job = job();
        job.actions().forEach((what, act) -> {
            List<Right> due = at(what, uses);
            List<Right> held =
                    due.stream().filter(r -> !ASIDE.contains(r.resource())).toList();
            due.stream().filter(r -> !held.contains(r)).forEach(left::add);
            if (!held.isEmpty()) {
                grantAllBut(held.getFirst());
            }
            act.run();
            for (Right right : held) {
                grantAllBut(right);
                int begin = operator.output().size();
                left.addAll(saysWithin(PATIENCE, right, begin, what) ? List.of() : List.of(right));
            }
            restore();
            Await.until(what, DEADLINE, job::reached);
        });
        List<Right> missed = left.stream().filter(this::doesTheJobWithout).toList();
        assertThat(missed).as("not missed by the operator").isEmpty();
    }

    /** Where its output begins. */
    private int startWithout(Right right) {
        operator.kill();
        OperatorProcess.forgetLeader();
        grantAllBut(right);
        int begin = operator.output().size();
        operator.start();
        return begin;
    }

    private boolean doesTheJobWithout(Right right) {
        int begin = startWithout(right);
        AccessJob job = job();
        for (Map.Entry<String, Runnable> action : job.actions().entrySet()) {
            action.getValue().run();
            awaitAtMost(PATIENCE, () -> job.reached() || said(right, begin));
            if (saysWithin(Duration.ofMillis(100), right, begin, action.getKey())) {
                return false;
            }
        }
        operator.stop();
        return !said(right, begin);
    }

    /** Whether the operator says that it lacks this right, or does not even start without it. */
    private boolean saysWithin(Duration patience, Right right, int begin, String what) {
        long start = System.nanoTime();
        awaitAtMost(patience, () -> said(right, begin) || !operator.isRunning());
        boolean says = said(right, begin) || !operator.isRunning();
        if (says) {
            System.out.printf("without %-45s %5.1f s, at: %s%n", right, (System.nanoTime() - start) / 1e9, what);
        }
        return says;
    }

    /** What each part of the job uses that no part before it did, in this order; nothing of it is refused. */
    private Map<String, List<Right>> firstUses() {
        OperatorProcess.forgetLeader();
        operator.start();
        operator.awaitLeadership();
        Await.pass(SETTLES);
        Map<String, List<Right>> uses = new LinkedHashMap<>();
        Set<Right> seen = new HashSet<>(Set.of(AccessJob.EVERYBODYS));
        uses.put(START, unseen(0, seen));
        at(START, uses).add(AccessJob.ASKED_AT_START);
        AccessJob job = job();
        job.actions().forEach((what, act) -> {
            int begin = operator.lines().size();
            act.run();
            Await.until(what, DEADLINE, job::reached);
            uses.put(what, unseen(begin, seen));
        });
        int begin = operator.lines().size();
        operator.stop();
        at(job.last(), uses).addAll(unseen(begin, seen));
        // Of a namespace of an earlier test that is just going, everybody gets a 403.
        assertThat(operator.lines().stream()
                        .filter(line -> line.endsWith(" 403"))
                        .filter(line -> !line.contains("/namespaces/")
                                || line.contains(job.namespace())
                                || line.contains(SYSTEM_NAMESPACE)))
                .isEmpty();
        return uses;
    }

    private static List<Right> at(String what, Map<String, List<Right>> uses) {
        return Objects.requireNonNull(uses.get(what));
    }

    private List<Right> unseen(int begin, Set<Right> seen) {
        List<String> lines = operator.lines();
        return new ArrayList<>(Right.needed(lines.subList(begin, lines.size())).stream()
                .filter(seen::add)
                .toList());
    }

    private static void restore() {
        Kubernetes.must("apply", "--server-side", "--force-conflicts", "-f", FILE.toString());
    }

    private boolean said(Right right, int begin) {
        List<String> all = operator.output();
        return all.subList(begin, all.size()).stream().anyMatch(right::missingIn);
    }

    private static void awaitAtMost(Duration patience, BooleanSupplier condition) {
        try {
            Await.until("it", patience, condition);
        } catch (AssertionError e) {
            // Whoever asked sees it.
        }
    }

    private AccessJob job() {
        AccessJob job = new AccessJob(Kubernetes.newNamespace());
        namespaces.add(job.namespace());
        return job;
    }

    private static Set<Right> granted() {
        Set<Right> granted = new TreeSet<>();
        for (HasMetadata object : file()) {
            rules(object).flatMap(Right::of).forEach(granted::add);
        }
        return granted;
    }

    private static void grantAllBut(Right right) {
        for (HasMetadata object : file()) {
            List<PolicyRule> rules =
                    rules(object).flatMap(r -> without(right, r)).toList();
            if (object instanceof ClusterRole role) {
                role.setRules(rules);
                Kubernetes.client().resource(role).forceConflicts().serverSideApply();
            } else if (object instanceof Role role) {
                role.setRules(rules);
                Kubernetes.client().resource(role).forceConflicts().serverSideApply();
            }
        }
    }

    private static Stream<PolicyRule> without(Right right, PolicyRule rule) {
        return rule.getResources().stream()
                .map(resource -> new PolicyRuleBuilder(rule)
                        .withResources(resource)
                        .withVerbs(rule.getVerbs().stream()
                                .filter(verb -> rule.getApiGroups().stream()
                                        .noneMatch(group -> new Right(group, resource, verb).equals(right)))
                                .toList())
                        .build())
                .filter(r -> !r.getVerbs().isEmpty());
    }

    private static Stream<PolicyRule> rules(HasMetadata object) {
        return switch (object) {
            case ClusterRole role -> role.getRules().stream();
            case Role role -> role.getRules().stream();
            default -> Stream.empty();
        };
    }

    private static List<HasMetadata> file() {
        try (InputStream in = Files.newInputStream(FILE)) {
            return Kubernetes.client().load(in).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
