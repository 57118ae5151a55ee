package dev.etcetera.operator.plan;

/**
 * How far a change is that no user asked for: this release of the operator makes other Pods of the same spec.
 *
 * @param done how many members are changed already
 */
public record Rollout(Stage stage, long done) {

    /** Where it stands. */
    public enum Stage {
        /** Nothing of the kind is to be done; also while the cluster is paused. */
        NONE,
        /** All is well and nobody is outdated. */
        SETTLED,
        /** Nobody is outdated; not all is well. */
        ENDING,
        /** All members are outdated, and not all is well: it is mended first. */
        UNWELL,
        /** All members are outdated. */
        DUE,
        /** Some are changed, some are not. */
        BEGUN;

        /** Whether members are outdated. */
        public boolean open() {
            return this == UNWELL || this == DUE || this == BEGUN;
        }
    }
}
