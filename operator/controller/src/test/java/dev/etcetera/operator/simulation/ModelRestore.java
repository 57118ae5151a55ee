package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.Fill;
import dev.etcetera.operator.simulation.ModelKubernetes.PodObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Volumes that are filled from a backup, and which of the clusters that have been is the one that is: a member that was filled begins
 * another one, and the one before comes back only with its own members.
 */
final class ModelRestore {
    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final Set<String> filled = new HashSet<>();
    private final List<List<LiveMember>> before = new ArrayList<>();
    private int epochs;

    ModelRestore(RandomGenerator random, ModelKubernetes kubernetes) {
        this.random = random;
        this.kubernetes = kubernetes;
    }

    /** Whether this claim was filled and is whole. */
    boolean filled(String claim) {
        return filled.contains(claim) && kubernetes.now().claims().containsKey(claim);
    }

    /** What a Pod does that only fills a volume; false when it is a member's. */
    boolean fills(PodObject pod) {
        if (!pod.fills()) {
            return false;
        }
        String claim = Names.claim(pod.member());
        if (pod.fill() == Fill.UNDER_WAY && kubernetes.now().claims().containsKey(claim)) {
            boolean fails = random.nextInt(6) == 0;
            if (!fails) {
                filled.add(claim);
            }
            kubernetes.change(s -> s.pods().put(pod.name(), pod.filled(fails ? Fill.FAILED : Fill.DONE)));
        }
        return true;
    }

    /** The first start of a member whose volume was filled: nobody else may run then. False when it is another member. */
    boolean begins(PodObject pod, List<LiveMember> list, long id) {
        if (pod.member().getSpec().restore() == null) {
            return false;
        }
        assertThat(filled(Names.claim(pod.member())))
                .as("%s starts: its volume was filled", pod.name())
                .isTrue();
        assertThat(kubernetes.now().pods().keySet())
                .as("%s begins a cluster: nobody else has a Pod", pod.name())
                .containsExactly(pod.name());
        before.add(List.copyOf(list));
        list.clear();
        list.add(new LiveMember(id, pod.name(), List.of(pod.url()), false));
        epochs++;
        return true;
    }

    /** Of what was restored nothing is left: the cluster before is the one that is, if its members run again. */
    void comeBack(List<LiveMember> list) {
        if (!before.isEmpty()
                && list.stream().noneMatch(m -> kubernetes.now().members().containsKey(m.name()))) {
            assertThat(list)
                    .as("the cluster before comes back: nobody of the restored one runs")
                    .noneMatch(m -> kubernetes.now().pods().containsKey(m.name()));
            list.clear();
            list.addAll(before.removeLast());
            epochs++;
        }
    }

    /** How often another cluster was the one that is. */
    int epochs() {
        return epochs;
    }
}
