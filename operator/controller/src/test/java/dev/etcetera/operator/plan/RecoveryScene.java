package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoverySpec;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ObservedCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a recovery adds to a scene. */
final class RecoveryScene {
    private RecoveryScene() {}

    /** A recovery is under way. */
    static UnaryOperator<ObservedCluster> recovering(Stage stage, String survivor) {
        return observed -> Seen.marked(observed, new EtcdClusterStatus.Recovery("r-uid", "r", survivor, stage), null);
    }

    /** Somebody asked for a recovery so long ago. */
    static UnaryOperator<ObservedCluster> asked(Duration ago, @Nullable String survivor) {
        return observed -> {
            List<EtcdRecovery> all = new ArrayList<>(observed.asked().recoveries());
            String name = all.isEmpty() ? "r" : "r" + all.size();
            EtcdRecovery asks = new EtcdRecovery();
            asks.setMetadata(new ObjectMetaBuilder()
                    .withName(name)
                    .withNamespace("default")
                    .withUid(name + "-uid")
                    .withCreationTimestamp(Clusters.NOW.minus(ago).toString())
                    .build());
            asks.setSpec(new EtcdRecoverySpec("demo", survivor));
            all.add(asks);
            return Seen.asking(observed, new Asked(all, List.of(), List.of(), List.of()));
        };
    }

    /** What the recovery made of a member so far. */
    static UnaryOperator<ObservedCluster> part(int serial, Part part) {
        return observed -> {
            observed.members().stream().filter(m -> m.serial() == serial).forEach(m -> note(m.resource(), part));
            return observed;
        };
    }

    private static void note(EtcdMember member, Part part) {
        EtcdMemberSpec s = member.getSpec();
        member.setSpec(new EtcdMemberSpec(
                s.clusterName(),
                s.clusterUid(),
                s.serial(),
                s.image(),
                s.initialCluster(),
                s.initialClusterState(),
                part == Part.GIVEN_UP ? Boolean.TRUE : s.leaving(),
                s.storage(),
                s.resources(),
                s.pod(),
                s.options(),
                s.tls(),
                new MemberRecovery("r-uid", part),
                s.restore()));
    }
}
