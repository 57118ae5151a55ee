package dev.etcetera.backend;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.etcetera.backend", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_MODULE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.etcetera.api..", "dev.etcetera.mvcc..", "dev.etcetera.server..", "io.grpc..", "io.netty..");

    /** One package must be enough to replace Xodus. */
    @ArchTest
    static final ArchRule NO_XODUS_IN_PUBLIC_SIGNATURES = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .haveModifier(JavaModifier.PUBLIC)
            .should()
            .notHaveRawReturnType(resideInAPackage("jetbrains.."));
}
