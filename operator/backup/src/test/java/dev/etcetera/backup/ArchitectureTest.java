package dev.etcetera.backup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** The import arrows of the backup program: who may know whom. */
@AnalyzeClasses(packages = "dev.etcetera.backup", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String ROOT = "dev.etcetera.backup";

    /** Every package and the packages of this module it may import. The commands may import all but the rehearsal. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            ROOT + ".store",
            Set.of(),
            ROOT + ".member",
            Set.of(ROOT + ".store"),
            ROOT + ".chain",
            Set.of(ROOT + ".store", ROOT + ".member"),
            ROOT + ".restore",
            Set.of(ROOT + ".store", ROOT + ".member", ROOT + ".chain"),
            ROOT,
            Set.of(ROOT + ".store", ROOT + ".member", ROOT + ".chain", ROOT + ".restore"),
            ROOT + ".rehearsal",
            Set.of(ROOT));

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.etcetera.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyPackageHasItsArrows =
            classes().should().resideInAnyPackage(ARROWS.keySet().toArray(String[]::new));

    @ArchTest
    static void arrowsPointOneWay(JavaClasses classes) {
        ARROWS.forEach((from, allowed) -> noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(packagesOtherThan(from, allowed))
                .check(classes));
    }

    private static DescribedPredicate<JavaClass> packagesOtherThan(String from, Set<String> allowed) {
        return DescribedPredicate.describe(
                "packages of this program that " + from + " may not import",
                type -> type.getPackageName().startsWith(ROOT)
                        && !type.getPackageName().equals(from)
                        && !allowed.contains(type.getPackageName()));
    }
}
