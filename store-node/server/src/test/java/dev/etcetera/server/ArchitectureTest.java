package dev.etcetera.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The import arrows of the member process: who may know whom. */
@AnalyzeClasses(packages = "dev.etcetera.server", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    /** Every package and the packages of this module it may import. {@code bootstrap} may import all and stands alone. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("log", Set.of()),
            Map.entry("metrics", Set.of()),
            Map.entry("config", Set.of("log")),
            Map.entry("cluster", Set.of("config", "log")),
            Map.entry("storage", Set.of("config", "log")),
            Map.entry("apply", Set.of("cluster", "storage", "log", "metrics")),
            Map.entry("consensus", Set.of("storage", "apply", "config", "cluster", "log", "metrics")),
            Map.entry("tls", Set.of("config", "log")),
            Map.entry("transport", Set.of("consensus", "storage", "cluster", "config", "tls", "log", "metrics")),
            Map.entry("propose", Set.of("consensus", "apply", "cluster", "config", "log", "metrics")),
            Map.entry("read", Set.of("consensus", "apply", "propose", "log", "metrics")),
            Map.entry("corruption", Set.of("propose", "read", "consensus", "cluster", "log")),
            Map.entry("compact", Set.of("propose", "apply", "consensus", "config", "log")),
            Map.entry(
                    "rpc",
                    Set.of(
                            "propose",
                            "read",
                            "apply",
                            "cluster",
                            "config",
                            "consensus",
                            "transport",
                            "log",
                            "metrics")),
            Map.entry("http", Set.of("read", "cluster", "config", "tls", "log", "metrics")));

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.etcetera.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule grpcAndNettyStayAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..server.rpc..",
                    "..server.transport..",
                    "..server.http..",
                    "..server.tls..",
                    "..server.bootstrap..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.netty..");

    @ArchTest
    static final ArchRule onlyTheBackendKnowsXodus =
            noClasses().should().dependOnClassesThat().resideInAPackage("jetbrains.exodus..");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = fields().should().notBeAnnotatedWith("jakarta.inject.Inject");

    @ArchTest
    static void arrowsPointOneWay(JavaClasses classes) {
        ARROWS.forEach((from, allowed) -> noClasses()
                .that()
                .resideInAPackage("dev.etcetera.server." + from + "..")
                .should()
                .dependOnClassesThat(serverPackagesOtherThan(from, allowed))
                .allowEmptyShould(true)
                .check(classes));
    }

    private static DescribedPredicate<JavaClass> serverPackagesOtherThan(String from, Set<String> allowed) {
        List<String> permitted = Stream.concat(Stream.of(from), allowed.stream())
                .map(name -> "dev.etcetera.server." + name)
                .collect(Collectors.toList());
        return DescribedPredicate.describe(
                "packages of the server that " + from + " may not import",
                type -> type.getPackageName().startsWith("dev.etcetera.server")
                        && permitted.stream()
                                .noneMatch(name -> type.getPackageName().equals(name)
                                        || type.getPackageName().startsWith(name + ".")));
    }
}
