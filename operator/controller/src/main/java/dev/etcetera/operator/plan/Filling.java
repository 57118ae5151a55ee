package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.ObservedRestore;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.PrecautionaryBackup;
import dev.etcetera.operator.resources.RestoreOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a restore in place during which the cluster serves as before: it is backed up, and the volume of a new member is
 * filled. What is damaged, or not there, ends the restore here, and nothing of the cluster has changed.
 */
record Filling(ObservedCluster observed, EtcdClusterStatus.Restore mark, Images images) {

    Move plan() {
        Optional<ObservedRestore> asked = observed.asked().restores().stream()
                .filter(r -> Names.uid(r.resource()).equals(mark.uid()))
                .filter(r -> !Request.over(RestoreReports.phase(r.resource())))
                .findFirst();
        if (asked.isEmpty()) {
            return moves(
                    List.of(new Step.AdvanceRestore(mark.at(RestoreStage.REVERTING))),
                    "EtcdRestore " + mark.name() + " is not to be done any more");
        }
        return observed.aside().stream()
                .filter(m -> m.name().equals(mark.seed()))
                .findFirst()
                .map(seed -> fill(asked.get().resource(), seed))
                .orElseGet(() -> create(asked.get()));
    }

    private Move create(ObservedRestore asked) {
        EtcdRestore restore = asked.resource();
        if (!(asked.origin() instanceof RestoreOrigin.Known(MemberRestore source))) {
            return fails(restore, ((RestoreOrigin.Unknown) asked.origin()).why());
        }
        Optional<Move> first = restore.getSpec().backupFirst() ? backup(restore, source) : Optional.empty();
        EtcdCluster cluster = observed.resource();
        int serial = Names.serialOf(cluster, mark.seed());
        return first.orElseGet(() -> moves(
                List.of(new Step.CreateSeed(MemberObjects.member(
                        cluster,
                        serial,
                        MemberObjects.initialCluster(cluster, serial, 1),
                        images.of(cluster.getSpec()),
                        Optional.of(source.bumped(restore.getSpec().bumpRevision()))))),
                "a volume is filled for " + mark.seed()));
    }

    /** Empty when there is one. */
    private Optional<Move> backup(EtcdRestore restore, MemberRestore source) {
        BackupStoreSpec asked = restore.getSpec().backupStore();
        EtcdBackup wanted = PrecautionaryBackup.beforeRestore(
                observed.resource(), asked == null ? source.store() : asked, mark.uid());
        String name = Names.of(wanted);
        Optional<EtcdBackup> there = observed.asked().backups().stream()
                .filter(b -> Names.of(b).equals(name))
                .findFirst();
        EtcdBackupStatus status = there.map(EtcdBackup::getStatus).orElse(null);
        EtcdBackupStatus.Phase phase = status == null ? null : status.phase();
        if (phase == EtcdBackupStatus.Phase.SUCCEEDED) {
            return Optional.empty();
        }
        if (status != null && phase == EtcdBackupStatus.Phase.FAILED) {
            return Optional.of(fails(
                    restore,
                    "EtcdBackup " + name + " of what the cluster has now failed: " + status.message()
                            + " (spec.backupFirst: false does without)"));
        }
        String message = "EtcdBackup " + name + " of what the cluster has now is taken first";
        List<Step> steps = new ArrayList<>();
        if (there.isEmpty()) {
            steps.add(new Step.CreateBackup(wanted));
        }
        steps.addAll(reports().report(restore, message, name, null));
        return Optional.of(moves(steps, message));
    }

    private Move fill(EtcdRestore restore, ObservedMember seed) {
        Optional<MemberPlan> volume = MemberPlan.volume(seed);
        if (volume.isPresent()) {
            return volume.get().findings().stream()
                    .findFirst()
                    .map(f -> fails(restore, f.message()))
                    .orElseGet(() -> moves(volume.get().steps(), "a volume is made for " + seed.name()));
        }
        String message = "the volume of " + seed.name() + " is filled";
        if (seed.pod().isEmpty()) {
            List<Step> steps = new ArrayList<>(reports().report(restore, message, null, null));
            steps.add(new Step.FillVolume(seed.resource()));
            return moves(steps, message);
        }
        PodView pod = seed.pod().get();
        if (!pod.own() || pod.terminating()) {
            return moves(List.of(), message + " when there is no other Pod " + pod.name());
        }
        if (pod.restored().isPresent()) {
            String filled = message + ", the members are stopped";
            List<Step> steps = new ArrayList<>(
                    reports().report(restore, filled, null, pod.restored().get().strip()));
            steps.add(new Step.AdvanceRestore(mark.at(RestoreStage.STOPPING)));
            return moves(steps, filled);
        }
        Optional<String> trouble = pod.trouble().map(why -> "Pod " + pod.name() + " " + why);
        if (pod.terminal()) {
            return fails(restore, trouble.orElse("Pod " + pod.name() + " was ended before it was done"));
        }
        String now = trouble.orElse(message);
        return moves(reports().report(restore, now, null, null), now);
    }

    private Move fails(EtcdRestore restore, String why) {
        List<Step> steps = new ArrayList<>(reports()
                .report(restore, RequestPhase.FAILED, why + ". The cluster goes on as it was, nothing of it changed"));
        steps.add(new Step.AdvanceRestore(mark.at(RestoreStage.REVERTING)));
        return moves(steps, why);
    }

    private RestoreReports reports() {
        return new RestoreReports(observed.now());
    }

    private static Move moves(List<Step> steps, String message) {
        return new Move(steps, List.of(), Optional.of(new Progress(Reason.RESTORING, message)));
    }
}
