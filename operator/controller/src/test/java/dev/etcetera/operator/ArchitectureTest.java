package dev.etcetera.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.etcetera.operator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyMemberKnowsGrpc = noClasses()
            .that()
            .resideOutsideOfPackage("..operator.member..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.netty.channel..", "io.netty.handler..", "dev.etcetera.api..");

    @ArchTest
    static final ArchRule whatDecidesHasNoClient = noClasses()
            .that()
            .resideInAnyPackage(
                    "..operator.plan..", "..operator.resources..", "..operator.status..", "..operator.pki..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are fabric8's client",
                    c -> c.getPackageName().startsWith("io.fabric8.kubernetes.client")
                            && !c.getFullName().equals("io.fabric8.kubernetes.client.CustomResource")));

    @ArchTest
    static final ArchRule whatDecidesHasNoClockAndNoThreads = noClasses()
            .that()
            .resideInAnyPackage("..operator.plan..", "..operator.resources..", "..operator.status..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.concurrent..", "java.io..", "java.nio..", "java.net..", "org.jboss.logging..")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule onlyPkiKnowsBouncyCastle = noClasses()
            .that()
            .resideOutsideOfPackage("..operator.pki..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.etcetera.operator.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule executeIsUsedOnlyByTheReconciler = noClasses()
            .that()
            .resideInAnyPackage(
                    "..operator.plan..",
                    "..operator.observe..",
                    "..operator.status..",
                    "..operator.resources..",
                    "..operator.member..",
                    "..operator.pki..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..operator.execute..", "..operator.cluster..", "..operator.app..");
}
