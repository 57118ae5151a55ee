package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import java.util.List;

/** One change. Each may be done twice without harm: the operator can die after any of them. */
public sealed interface Step {

    /** Whether it stops a member or changes who is one: a plan holds at most one such step. */
    default boolean disruptive() {
        return false;
    }

    /** Writes the members of a new cluster, or those of them that are still missing. */
    record CreateMembers(List<Integer> serials, List<InitialMember> initialCluster) implements Step {
        public CreateMembers {
            serials = List.copyOf(serials);
            initialCluster = List.copyOf(initialCluster);
        }
    }

    /** What is done about backups that come before something that could go wrong. */
    sealed interface Backup extends Step {}

    /** Asks for one. */
    record CreateBackup(EtcdBackup backup) implements Backup {}

    /** Makes the Services and the disruption budget what they must be. */
    record ApplyClusterObjects(int memberCount) implements Step {}

    /** What is done for a member's volume. */
    sealed interface Volume extends Step {}

    /** Makes the member's claim, then notes in its status that it has one. */
    record CreateVolume(EtcdMember member) implements Volume {}

    /** Notes a claim that was made before the operator died. */
    record NoteVolume(EtcdMember member) implements Volume {}

    /** Makes the member's Pod. */
    record CreatePod(EtcdMember member, boolean newCluster) implements Step {}

    /** Removes a Pod that has ended for good, so that it can be made again. */
    record ReplacePod(String namespace, String name, String uid) implements Removal {
        @Override
        public boolean disruptive() {
            return true;
        }
    }

    /** Writes the resource of one member that is to join a running cluster. */
    record CreateJoiner(EtcdMember member) implements Step {}

    /** Notes, for good, that a member leaves: whoever comes after a crash goes on with it. */
    record MarkLeaving(EtcdMember member) implements Removal {}

    /** Notes the same of a member that cannot go on: a new one takes its place. Counted, so that it does not go on for ever. */
    record Replace(EtcdMember member, String why) implements Removal {}

    /** Has the member's claim ask for as much as its member was told. */
    record GrowVolume(EtcdMember member) implements Volume {}

    /** Has the kubelet look at a Pod now, because the file system of its volume is to grow to so much. */
    record NudgePod(String namespace, String name, long bytes) implements Volume {}

    /** Tells a member what its Pod is to be made from; its Pod is made again by a later step. */
    record ChangeMember(EtcdMember member) implements Step {}

    /**
     * Stops a member so that its Pod is made from what it was told last.
     *
     * @param evict whether the disruption budget is asked: somebody who drains a node may stop another member at this moment
     */
    record RollPod(String namespace, String name, String uid, boolean evict) implements Removal {
        @Override
        public boolean disruptive() {
            return true;
        }
    }

    /** Removes the resource of a member that left, once nothing else of it remains. */
    record DeleteMember(String namespace, String name, String uid) implements Removal {}

    /** Something that takes away from Kubernetes what a cluster or a member has, or begins to. */
    sealed interface Removal extends Step {}

    /** Deletes one that came before an earlier change, with what it stored. */
    record ExpireBackup(EtcdBackup backup) implements Backup, Removal {}

    /** A step of a recovery from the loss of the quorum. */
    sealed interface Recovery extends Step {}

    /** Writes the decision down, in the EtcdRecovery and in the cluster's status; nothing is done in the same pass. */
    record BeginRecovery(EtcdRecovery recovery, EtcdRecoveryStatus status, EtcdClusterStatus.Recovery mark)
            implements Recovery {}

    /** Writes what becomes of an EtcdRecovery. */
    record ReportRecovery(EtcdRecovery recovery, EtcdRecoveryStatus status) implements Recovery {}

    /** Notes, for good, that the cluster goes on without a member. The cluster is not asked: it cannot answer. */
    record GiveUp(EtcdMember member, String recoveryUid) implements Recovery {}

    /** Takes it back that a member was given up: it still leaves, but as any member does. */
    record Spare(EtcdMember member, String recoveryUid) implements Recovery {}

    /** Stops a member that was given up. */
    record StopGivenUp(String namespace, String name, String uid) implements Recovery {}

    /** Notes that a member's Pod is to be made so that the member becomes a cluster of one. */
    record Force(EtcdMember member, String recoveryUid) implements Recovery {}

    /** Stops the survivor, so that its Pod is made as its resource says now. */
    record RestartSurvivor(String namespace, String name, String uid) implements Recovery {
        @Override
        public boolean disruptive() {
            return true;
        }
    }

    /** Notes that a member is a cluster of one, and that its Pod is to be made as any member's is. */
    record Release(EtcdMember member, String recoveryUid) implements Recovery {}

    /** Notes in the cluster's status that members may be added again. */
    record GrowAgain(EtcdClusterStatus.Recovery mark) implements Recovery {}

    /** Notes in the cluster's status that the recovery is over. */
    record EndRecovery(boolean succeeded) implements Recovery {}

    /** A step of a restore in place. */
    sealed interface Restore extends Step {}

    /** Writes the decision down, in the EtcdRestore and in the cluster's status; nothing is done in the same pass. */
    record BeginRestore(EtcdRestore restore, EtcdRestoreStatus status, EtcdClusterStatus.Restore mark)
            implements Restore {}

    /** Writes what becomes of an EtcdRestore. */
    record ReportRestore(EtcdRestore restore, EtcdRestoreStatus status) implements Restore {}

    /** Writes the resource of the member whose volume is to be filled. */
    record CreateSeed(EtcdMember member) implements Restore {}

    /** Fills that member's volume; no etcd is started. */
    record FillVolume(EtcdMember member) implements Restore {}

    /** Notes that a member does not run until the restore succeeded, and then is given up, or was called off. */
    record SetAside(EtcdMember member, String restoreUid) implements Restore {}

    /** Stops a Pod of a cluster that is restored. */
    record StopAside(String namespace, String name, String uid) implements Restore {}

    /** Notes, for good, that the cluster goes on without a member that was set aside. */
    record Discard(EtcdMember member, String restoreUid) implements Restore {}

    /** Takes it back that a member was set aside. */
    record TakeBack(EtcdMember member) implements Restore {}

    /** Removes the volume of a member of the restored cluster: that did not come to be. */
    record DropFilled(String namespace, String claim) implements Restore {}

    /** Removes that member's resource. */
    record DropSeed(String namespace, String name, String uid) implements Restore {}

    /** Notes in the cluster's status that the restore is further on. */
    record AdvanceRestore(EtcdClusterStatus.Restore mark) implements Restore {}

    /** Notes in the cluster's status that the restore is over: the cluster is another one, or the one that it was. */
    record EndRestore(EtcdClusterStatus.Restore mark, boolean reverted) implements Restore {}

    /** Something that is asked of the cluster itself, which may refuse: then a later look tries again. */
    sealed interface Membership extends Step {
        @Override
        default boolean disruptive() {
            return true;
        }

        /** Address of the member that is asked: the one that leads, or the one that it is about. */
        String leader();
    }

    /** Adds a member without a vote. */
    record AddLearner(String leader, String name, String peerUrl) implements Membership {}

    /** Gives a learner its vote. */
    record PromoteLearner(String leader, String name, long memberId) implements Membership {}

    /** Hands the leadership to another member, before the one that leads is removed or stopped. */
    record MoveLeader(String leader, String from, String to, long targetId) implements Membership {}

    /** Takes back the alarm of a member with corrupt data that is gone, so that writes are accepted again. */
    record DisarmCorrupt(String leader, long memberId) implements Membership {
        @Override
        public boolean disruptive() {
            return false;
        }
    }

    /** Something that makes room in a cluster whose data is at its quota. */
    sealed interface Space extends Membership {}

    /** Forgets what was before this revision. */
    record CompactStore(String leader, long revision) implements Space {
        @Override
        public boolean disruptive() {
            return false;
        }
    }

    /** Has one member give back what it does not need: one that is not ours stands still meanwhile. */
    record ReclaimSpace(String leader, String name, long memberId) implements Space {}

    /** Takes back the alarm NOSPACE of these members, so that writes are accepted again. */
    record DisarmNoSpace(String leader, List<Long> memberIds) implements Space {
        public DisarmNoSpace {
            memberIds = List.copyOf(memberIds);
        }

        @Override
        public boolean disruptive() {
            return false;
        }
    }

    /** Begins etcd's downgrade: the members keep their data for the older release from then on. */
    record EnableDowngrade(String leader, String etcdVersion) implements Membership {}

    /** Calls etcd's downgrade off. */
    record CancelDowngrade(String leader, String etcdVersion) implements Membership {}

    /** Ends a membership. */
    record RemoveMember(String leader, String name, long memberId) implements Membership {}

    /** Stops a member because its cluster hibernates; it keeps all that it has. */
    record StopPod(String namespace, String name, String uid) implements Removal {}

    /** Stops a member because its cluster is being deleted or because it left. */
    record DeletePod(String namespace, String name, String uid) implements Removal {}

    /** Removes a volume: its cluster is being deleted and its policy is Delete, or its member left. */
    record DeleteVolume(String namespace, String name) implements Removal {}
}
