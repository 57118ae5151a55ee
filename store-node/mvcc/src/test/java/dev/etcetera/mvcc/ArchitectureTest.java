package dev.etcetera.mvcc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.etcetera.mvcc", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule XODUS_IS_THE_BACKENDS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jetbrains..", "io.grpc..", "io.netty..", "dev.etcetera.server..", "dev.etcetera.raft..");
}
