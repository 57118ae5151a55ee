package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.LockedException;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.resources.BackupPods;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the deletion of an EtcdBackup has to do first: end what runs, and delete what is stored if its policy says so. What the
 * store keeps is waited for, with one look at the end of its lock, and a few on the way. Pure.
 *
 * @param over whether nothing is left to do
 * @param trouble why it does not go on
 * @param recheck when to look again, whatever happens
 */
record BackupDeletion(
        Optional<Pod> create, List<Pod> remove, boolean over, Optional<String> trouble, Duration recheck) {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LAST_PAUSE = Duration.ofMinutes(5);
    /** Somebody may lift a lock, or make it last longer. */
    private static final Duration LOCKED_PAUSE = Duration.ofHours(6);

    BackupDeletion {
        remove = List.copyOf(remove);
    }

    static BackupDeletion of(BackupView view, String image) {
        boolean stored = view.attempts() > 0;
        if (!stored || view.backup().getSpec().deletionPolicy() == RetentionPolicy.RETAIN) {
            return over(view.pods(), Optional.empty());
        }
        String name = Names.of(view.backup()) + "-delete";
        // Somebody who still writes could write behind whoever deletes.
        List<Pod> writers =
                view.pods().stream().filter(p -> !Names.of(p).equals(name)).toList();
        if (!writers.isEmpty()) {
            return goesOn(Optional.empty(), writers);
        }
        Optional<Pod> pod = view.pod(name);
        if (pod.isEmpty()) {
            return goesOn(Optional.of(BackupPods.delete(view.backup(), view.path(), image)), List.of());
        }
        return switch (PodEnd.of(pod.get()).orElse(null)) {
            case null -> goesOn(Optional.empty(), List.of());
            case PodEnd.Succeeded _ -> over(List.of(), Optional.empty());
            // What is there is another's: nothing of this backup ever was.
            case PodEnd.Failed failed when failed.forGood() -> over(List.of(), Optional.of(failed.why()));
            case PodEnd.Failed failed -> waits(view, pod.get(), failed);
        };
    }

    private static BackupDeletion over(List<Pod> remove, Optional<String> trouble) {
        return new BackupDeletion(Optional.empty(), remove, true, trouble, LOOK);
    }

    private static BackupDeletion goesOn(Optional<Pod> create, List<Pod> remove) {
        return new BackupDeletion(create, remove, false, Optional.empty(), LOOK);
    }

    /** A new Pod is made once the one that failed is gone. */
    private static BackupDeletion waits(BackupView view, Pod pod, PodEnd.Failed failed) {
        String created = pod.getMetadata().getCreationTimestamp();
        Instant tried = created == null ? view.now() : Instant.parse(created);
        Instant again = tried.plus(failed.locked() ? pauseOfLock(tried, failed.why()) : pause(view, tried));
        boolean rested = !view.now().isBefore(again);
        return new BackupDeletion(
                Optional.empty(),
                rested ? List.of(pod) : List.of(),
                false,
                Optional.of(failed.why() + ". It is tried again at " + again
                        + "; to let go of it without deleting what is stored, set spec.deletionPolicy to Retain"),
                rested ? LOOK : Duration.between(view.now(), again));
    }

    private static Duration pauseOfLock(Instant tried, String why) {
        return LockedException.until(why)
                .map(end -> between(FIRST_PAUSE, Duration.between(tried, end), LOCKED_PAUSE))
                .orElse(LOCKED_PAUSE);
    }

    /** As long as it has been tried already. */
    private static Duration pause(BackupView view, Instant tried) {
        String asked = view.backup().getMetadata().getDeletionTimestamp();
        Duration age = asked == null ? Duration.ZERO : Duration.between(Instant.parse(asked), tried);
        return between(FIRST_PAUSE, age, LAST_PAUSE);
    }

    private static Duration between(Duration least, Duration asked, Duration most) {
        Duration some = asked.compareTo(least) < 0 ? least : asked;
        return some.compareTo(most) > 0 ? most : some;
    }
}
