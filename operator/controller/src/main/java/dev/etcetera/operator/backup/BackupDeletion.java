package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.resources.BackupPods;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the deletion of an EtcdBackup has to do first: end what runs, and delete what is stored if its policy says so. Pure.
 *
 * @param over whether nothing is left to do
 * @param trouble why it does not go on
 */
record BackupDeletion(Optional<Pod> create, List<Pod> remove, boolean over, Optional<String> trouble) {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    BackupDeletion {
        remove = List.copyOf(remove);
    }

    static BackupDeletion of(BackupView view, String image) {
        boolean stored = view.attempts() > 0;
        if (!stored || view.backup().getSpec().deletionPolicy() == RetentionPolicy.RETAIN) {
            return new BackupDeletion(Optional.empty(), view.pods(), true, Optional.empty());
        }
        String name = Names.of(view.backup()) + "-delete";
        // Somebody who still writes could write behind whoever deletes.
        List<Pod> writers =
                view.pods().stream().filter(p -> !Names.of(p).equals(name)).toList();
        if (!writers.isEmpty()) {
            return new BackupDeletion(Optional.empty(), writers, false, Optional.empty());
        }
        Optional<Pod> pod = view.pod(name);
        if (pod.isEmpty()) {
            return new BackupDeletion(
                    Optional.of(BackupPods.delete(view.backup(), view.path(), image)),
                    List.of(),
                    false,
                    Optional.empty());
        }
        return switch (PodEnd.of(pod.get()).orElse(null)) {
            case null -> new BackupDeletion(Optional.empty(), List.of(), false, Optional.empty());
            case PodEnd.Succeeded _ -> new BackupDeletion(Optional.empty(), List.of(), true, Optional.empty());
            // What is there is another's: nothing of this backup ever was.
            case PodEnd.Failed failed
            when failed.forGood() -> new BackupDeletion(Optional.empty(), List.of(), true, Optional.of(failed.why()));
            case PodEnd.Failed failed ->
                new BackupDeletion(
                        Optional.empty(),
                        rested(pod.get(), view) ? List.of(pod.get()) : List.of(),
                        false,
                        Optional.of(failed.why() + ". To let go of it without deleting what is stored, set"
                                + " spec.deletionPolicy to Retain"));
        };
    }

    private static boolean rested(Pod pod, BackupView view) {
        String created = pod.getMetadata().getCreationTimestamp();
        return created == null || Instant.parse(created).plus(PAUSE).isBefore(view.now());
    }
}
