package dev.etcetera.server.rpc;

import io.grpc.MethodDescriptor;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What a member without a vote answers: how it is doing, its snapshot, and reads that do not ask the others. Whether a
 * range is serializable is seen in the request, so Range passes here and is looked at by {@link #refusesLinearizable}.
 */
final class LearnerRules {
    private static final Set<String> ALLOWED = Set.of(
            "etcdserverpb.Maintenance/Status",
            "etcdserverpb.Maintenance/Snapshot",
            "etcdserverpb.KV/Range",
            "grpc.health.v1.Health/Check",
            "grpc.health.v1.Health/Watch",
            "grpc.health.v1.Health/List");

    private final BooleanSupplier learner;

    LearnerRules(BooleanSupplier learner) {
        this.learner = learner;
    }

    boolean refuses(MethodDescriptor<?, ?> method) {
        return learner.getAsBoolean() && !ALLOWED.contains(method.getFullMethodName());
    }

    boolean refusesLinearizable() {
        return learner.getAsBoolean();
    }
}
