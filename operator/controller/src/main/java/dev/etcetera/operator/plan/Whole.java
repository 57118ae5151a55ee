package dev.etcetera.operator.plan;

import dev.etcetera.operator.observe.ObservedCluster;

/** Whether a cluster has all the members that its spec wants, and no others, and all of them serve. */
final class Whole {
    private Whole() {}

    static boolean is(ObservedCluster observed) {
        int wanted = observed.resource().getSpec().replicas();
        return observed.membership()
                        .filter(list -> list.confirmed()
                                && list.voters() == wanted
                                && list.members().size() == wanted)
                        .isPresent()
                && observed.serving() == wanted
                && observed.members().stream()
                        .filter(m -> !m.givenUp())
                        .allMatch(m -> !m.leaving() && observed.standing(m) == ObservedCluster.Standing.VOTER);
    }
}
