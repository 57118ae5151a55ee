package dev.etcetera.e2e.framework;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whose member processes run. */
public enum Implementation {
    ETCETERA,
    GO;

    /** The one under test: ours, or with -Dimplementation=GO etcd itself, to judge the tests. */
    public static Implementation underTest() {
        return valueOf(System.getProperty("implementation", ETCETERA.name()));
    }

    /** The program that runs a member. */
    public Path etcd() {
        return switch (this) {
            case ETCETERA -> ours();
            case GO -> Project.tool("etcd", "etcd");
        };
    }

    private static Path ours() {
        Path etcd = Project.root().resolve("store-node/dist/target/etcetera/bin/etcd");
        if (!Files.isExecutable(etcd)) {
            throw new IllegalStateException(etcd + " is missing: run `make dist`");
        }
        return etcd;
    }
}
