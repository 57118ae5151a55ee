package dev.etcetera.operator.plan;

/**
 * Something that the user should know.
 *
 * @param message one sentence, without a full stop
 */
public record Finding(Reason reason, String message) {

    /** What is the matter; the order is the order in which it matters. */
    public enum Reason {
        /** Members report different cluster ids. */
        CLUSTER_ID_MISMATCH("ClusterIdMismatch"),
        /** Members are gone without which the cluster cannot be. */
        MEMBERS_LOST("MembersLost"),
        /** A member's data is not what the others have. */
        MEMBER_CORRUPT("MemberCorrupt"),
        /** The data is at its quota, and writes are refused. */
        NO_SPACE("NoSpace"),
        /** A member's files are damaged. */
        DATA_DAMAGED("DataDamaged"),
        /** What a backup has does not come into a new cluster. */
        RESTORE_FAILED("RestoreFailed"),
        /** Members are replaced again and again; the operator stops. */
        REPAIR_HALTED("RepairHalted"),
        /** A change of all members met one that does not come back. */
        ROLLOUT_HALTED("RolloutHalted"),
        /** A volume that held data is gone or going. */
        VOLUME_LOST("VolumeLost"),
        /** A claim with the member's claim name belongs to somebody else. */
        VOLUME_NOT_OURS("VolumeNotOurs"),
        /** An object of somebody else has a name that is needed. */
        NAME_TAKEN("NameTaken"),
        /** The cluster's own list of members differs from the EtcdMembers. */
        MEMBERSHIP_CHANGED("MembershipChanged"),
        /** A member that is to join does not come up. */
        LEARNER_STUCK("LearnerStuck"),
        /** A Pod does not end: its node does not answer. */
        POD_HANGS("PodHangs"),
        /** A Pod will not come up by itself. */
        POD_STUCK("PodStuck"),
        /** A member reports an error, such as a raised alarm. */
        MEMBER_REPORTS_ERROR("MemberReportsError"),
        /** etcd is on its way down to an older release, and the spec did not ask for it. */
        FOREIGN_DOWNGRADE("ForeignDowngrade"),
        /** A member does not answer. */
        MEMBER_DOWN("MemberDown"),
        /** The spec asks for what this release cannot do. */
        NOT_SUPPORTED("NotSupported");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The reason as a condition shows it. */
        public String word() {
            return word;
        }
    }
}
