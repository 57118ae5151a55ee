package dev.etcetera.e2e.operator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A test class whose tests each have a cluster, in a namespace of its own that goes with it; it is applied by the test. */
abstract class ClusterTest {
    final TestCluster cluster;

    ClusterTest(String name) {
        cluster = new TestCluster(Kubernetes.newNamespace(), name);
    }

    @BeforeAll
    static void install() {
        Kubernetes.installOperator();
    }

    @AfterEach
    void drop() {
        Kubernetes.dropNamespace(cluster.namespace());
    }
}
