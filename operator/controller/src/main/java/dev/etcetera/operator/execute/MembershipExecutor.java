package dev.etcetera.operator.execute;

import dev.etcetera.operator.member.MembershipClient;
import dev.etcetera.operator.plan.Step;
import java.util.Optional;

/** Asks the cluster to change its members, and says what became of it. */
public final class MembershipExecutor {
    private final MembershipClient members;
    private final Fence fence;

    public MembershipExecutor(MembershipClient members, Fence fence) {
        this.members = members;
        this.fence = fence;
    }

    /**
     * What became of a step.
     *
     * @param reason one word for an Event
     * @param message one sentence, without a full stop
     */
    record Outcome(boolean done, String reason, String message) {}

    Outcome execute(Step.Membership step) {
        fence.check();
        return switch (step) {
            case Step.AddLearner add ->
                outcome(
                        members.addLearner(add.leader(), add.peerUrl()),
                        "LearnerAdded",
                        "added " + add.name() + " as a learner",
                        add.name() + " could not be added as a learner");
            case Step.PromoteLearner promote ->
                outcome(
                        members.promote(promote.leader(), promote.memberId()),
                        "LearnerPromoted",
                        promote.name() + " has a vote",
                        promote.name() + " did not get its vote");
            case Step.MoveLeader move ->
                outcome(
                        members.moveLeader(move.leader(), move.targetId()),
                        "LeaderMoved",
                        move.from() + " handed the leadership over to " + move.to(),
                        move.from() + " did not hand the leadership over to " + move.to());
            case Step.DisarmCorrupt disarm ->
                outcome(
                        members.disarmCorrupt(disarm.leader(), disarm.memberId()),
                        "AlarmDisarmed",
                        "took back the alarm CORRUPT of member " + Long.toHexString(disarm.memberId()),
                        "the alarm CORRUPT of member " + Long.toHexString(disarm.memberId())
                                + " could not be taken back");
            case Step.Space space -> space(space);
            case Step.EnableDowngrade enable ->
                outcome(
                        members.enableDowngrade(enable.leader(), enable.etcdVersion()),
                        "DowngradeEnabled",
                        "the cluster prepares for etcd " + enable.etcdVersion(),
                        "the cluster could not be prepared for etcd " + enable.etcdVersion());
            case Step.CancelDowngrade cancel ->
                outcome(
                        members.cancelDowngrade(cancel.leader()),
                        "DowngradeCalledOff",
                        "called off etcd's downgrade to " + cancel.etcdVersion(),
                        "etcd's downgrade to " + cancel.etcdVersion() + " could not be called off");
            case Step.RemoveMember remove ->
                outcome(
                        members.remove(remove.leader(), remove.memberId()),
                        "MemberRemoved",
                        "removed member " + remove.name(),
                        "member " + remove.name() + " could not be removed");
        };
    }

    private Outcome space(Step.Space step) {
        return switch (step) {
            case Step.CompactStore compact ->
                outcome(
                        members.space().compact(compact.leader(), compact.revision()),
                        "HistoryCompacted",
                        "forgot the history before revision " + compact.revision() + " to make room",
                        "the history before revision " + compact.revision() + " could not be forgotten");
            case Step.ReclaimSpace reclaim ->
                outcome(
                        members.space().reclaim(reclaim.leader()),
                        "SpaceReclaimed",
                        reclaim.name() + " was told to give back the space that it does not need",
                        reclaim.name() + " could not be told to give back space");
            case Step.DisarmNoSpace disarm ->
                outcome(
                        members.space().disarm(disarm.leader(), disarm.memberIds()),
                        "AlarmDisarmed",
                        "took back the alarm NOSPACE: all members have room again",
                        "the alarm NOSPACE could not be taken back");
        };
    }

    private static Outcome outcome(Optional<String> refusal, String reason, String done, String notDone) {
        return refusal.map(why -> new Outcome(false, "MembershipRefused", notDone + ": " + why + "; trying again"))
                .orElseGet(() -> new Outcome(true, reason, done));
    }
}
