package dev.etcetera.failpoint;

/** Asked at the places named by {@link Failpoint}, from whatever thread passes there. */
@FunctionalInterface
public interface Failpoints {
    /** Of a member that is not under test. */
    Failpoints NONE = point -> {};

    /** Does what is armed at this point: nothing as a rule, else it dawdles or ends the process. */
    void hit(Failpoint point);
}
