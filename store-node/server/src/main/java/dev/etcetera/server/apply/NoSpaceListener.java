package dev.etcetera.server.apply;

/** Raises the alarm NOSPACE on all members. Any thread; must be quick. */
@FunctionalInterface
public interface NoSpaceListener {
    /** A request went over the quota. Once the alarm is raised, or cannot be, {@code then} runs. */
    void exceeded(Runnable then);
}
