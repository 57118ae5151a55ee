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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String START = "start";
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
        used.add(AccessJob.ASKED_AT_START);
        assertThat(used).containsExactlyInAnyOrderElementsOf(granted());
    }

    /**
     * Each right in turn, and it alone, is taken away until the operator says that it lacks it: those of its start before one
     * start each, the others in the course of one job, each where it is needed first.
     */
    @Tag("long")
    @Test
    void withoutAnyOneOfThemSomethingFailsAndTheLogNamesIt() {
        Map<String, List<Right>> uses = firstUses();
        uses.get(START).add(AccessJob.ASKED_AT_START);
        Map<String, String> table = new TreeMap<>();
        List<Right> missed = new ArrayList<>();
        for (Right right : uses.get(START)) {
            operator.kill();
            OperatorProcess.forgetLeader();
            grantAllBut(right);
            operator.start();
            note(right, START, table, missed);
        }
        restore();
        operator.kill();
        operator.start();
        AccessJob job = job();
        job.actions().forEach((what, act) -> {
            List<Right> due = uses.get(what);
            if (!due.isEmpty()) {
                grantAllBut(due.getFirst());
            }
            act.run();
            for (Right right : due) {
                grantAllBut(right);
                note(right, what, table, missed);
            }
            restore();
            Await.until(what, DEADLINE, job::reached);
        });
        table.forEach((right, said) -> System.out.printf("without %-45s %s%n", right, said));
        System.out.println(table.size() + " rights taken away, one at a time");
        assertThat(missed).as("not missed by the operator").isEmpty();
    }

    /** Waits until the operator says that it lacks this right, or does not even start without it. */
    private void note(Right right, String what, Map<String, String> table, List<Right> missed) {
        int begin = operator.output().size();
        long start = System.nanoTime();
        awaitAtMost(() -> said(right, begin) || !operator.isRunning());
        if (!said(right, begin) && operator.isRunning()) {
            missed.add(right);
        }
        table.put(right.toString(), "%5.1f s, at: %s".formatted((System.nanoTime() - start) / 1e9, what));
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
        AccessJob job = job();
        job.actions().forEach((what, act) -> {
            int begin = operator.lines().size();
            act.run();
            Await.until(what, DEADLINE, job::reached);
            uses.put(what, unseen(begin, seen));
        });
        int begin = operator.lines().size();
        operator.stop();
        uses.get(job.last()).addAll(unseen(begin, seen));
        // Of a namespace of an earlier test that is just going, everybody gets a 403.
        assertThat(operator.lines().stream()
                        .filter(line -> line.endsWith(" 403"))
                        .filter(line -> !line.contains("/namespaces/")
                                || line.contains(job.namespace())
                                || line.contains(SYSTEM_NAMESPACE)))
                .isEmpty();
        return uses;
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

    private static void awaitAtMost(BooleanSupplier condition) {
        try {
            Await.until("it", PATIENCE, condition);
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
