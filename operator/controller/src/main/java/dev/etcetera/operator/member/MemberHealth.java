package dev.etcetera.operator.member;

import java.util.List;

/** What a member said about itself, or why it said nothing. */
public sealed interface MemberHealth {

    /** Whether the member answers and follows a leader. */
    default boolean serving() {
        return switch (this) {
            case Answering answer -> answer.leaderId() != 0;
            case Silent _ -> false;
        };
    }

    /**
     * The member did not answer.
     *
     * @param why a short phrase for the status
     */
    record Silent(String why) implements MemberHealth {}

    /**
     * Which releases of etcd can take over a member's data.
     *
     * @param version the release it is kept for, as {@code 3.7.0}; empty when the member does not say
     * @param downgradeTarget the release the cluster is on its way down to; empty when it is not
     */
    record Database(String version, String downgradeTarget) {
        public static final Database UNKNOWN = new Database("", "");
    }

    /**
     * The member's answer to Maintenance.Status.
     *
     * @param leaderId 0 when it knows no leader
     * @param appliedIndex index of the last raft entry that it applied
     * @param errors what the member itself reports, such as a raised alarm
     * @param committedIndex index of the last raft entry that it knows to be committed
     * @param store how much it has stored
     * @param database what its data is good for
     */
    record Answering(
            long clusterId,
            long memberId,
            long leaderId,
            long appliedIndex,
            String version,
            boolean learner,
            List<String> errors,
            long raftTerm,
            long committedIndex,
            StoreSize store,
            Database database)
            implements MemberHealth {
        public Answering {
            errors = List.copyOf(errors);
        }

        /** The members for which it reports the alarm CORRUPT. */
        public List<Long> corrupt() {
            return Alarms.CORRUPT.in(errors);
        }

        /** The members for which it reports the alarm NOSPACE. */
        public List<Long> noSpace() {
            return Alarms.NOSPACE.in(errors);
        }

        /** What it reports beside the alarm NOSPACE, which is not about this member alone. */
        public List<String> ownErrors() {
            return Alarms.NOSPACE.notIn(errors);
        }

        /** The same answer, with what the member's data is good for. */
        public Answering with(Database known) {
            return new Answering(
                    clusterId,
                    memberId,
                    leaderId,
                    appliedIndex,
                    version,
                    learner,
                    errors,
                    raftTerm,
                    committedIndex,
                    store,
                    known);
        }

        /** Whether this member leads. */
        public boolean leads() {
            return memberId == leaderId;
        }
    }
}
