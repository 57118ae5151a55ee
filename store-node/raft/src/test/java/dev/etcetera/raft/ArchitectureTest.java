package dev.etcetera.raft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;

/** What makes Raft reproducible: the same inputs always lead to the same outputs. And who may know whom. */
@AnalyzeClasses(packages = "dev.etcetera.raft", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule NEITHER_IO_NOR_THREADS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule NEITHER_CLOCK_NOR_CHANCE = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Random.class, Clock.class, Instant.class, HashMap.class, HashSet.class);

    @ArchTest
    static final ArchRule NO_TIME = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy("dev.etcetera.raft")
            .layer("protocol")
            .definedBy("dev.etcetera.raft.protocol")
            .layer("quorum")
            .definedBy("dev.etcetera.raft.quorum")
            .layer("tracker")
            .definedBy("dev.etcetera.raft.tracker")
            .layer("confchange")
            .definedBy("dev.etcetera.raft.confchange")
            .layer("log")
            .definedBy("dev.etcetera.raft.log")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("confchange")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("tracker")
            .mayOnlyBeAccessedByLayers("root", "confchange")
            .whereLayer("quorum")
            .mayOnlyBeAccessedByLayers("root", "confchange", "tracker")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("root", "confchange", "tracker", "quorum", "log");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.etcetera.raft.(*)..").should().beFreeOfCycles();
}
