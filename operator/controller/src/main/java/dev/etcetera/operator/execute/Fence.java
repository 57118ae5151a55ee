package dev.etcetera.operator.execute;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Stands before everything that is done to Kubernetes or to a cluster's members. Any thread. */
@FunctionalInterface
public interface Fence {
    /** Lets everything through: for an operator that runs alone. */
    Fence OPEN = () -> {};

    /** Returns if this replica of the operator may act now. */
    void check();

    /**
     * Another replica may act already: what this one had in mind is dropped, and looked at again if it still leads. For who
     * acts it is as if Kubernetes had refused.
     */
    final class ClosedException extends KubernetesClientException {
        private static final long serialVersionUID = 1;

        public ClosedException(String message) {
            super(message);
        }
    }
}
