package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import java.util.List;

/** One change. Each may be done twice without harm: the operator can die after any of them. */
public sealed interface Step {

    /** Whether a running member is stopped by it: a plan holds at most one such step. */
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

    /** Makes the Services and the disruption budget what they must be. */
    record ApplyClusterObjects(int memberCount) implements Step {}

    /** Makes the member's claim, then notes in its status that it has one. */
    record CreateVolume(EtcdMember member) implements Step {}

    /** Notes a claim that was made before the operator died. */
    record NoteVolume(EtcdMember member) implements Step {}

    /** Makes the member's Pod. */
    record CreatePod(EtcdMember member, boolean newCluster) implements Step {}

    /** Removes a Pod that has ended for good, so that it can be made again. */
    record ReplacePod(String namespace, String name, String uid) implements Step {
        @Override
        public boolean disruptive() {
            return true;
        }
    }

    /** Stops a member because its cluster is being deleted. */
    record DeletePod(String namespace, String name, String uid) implements Step {}

    /** Removes a volume because its cluster is being deleted and its policy is Delete. */
    record DeleteVolume(String namespace, String name) implements Step {}
}
