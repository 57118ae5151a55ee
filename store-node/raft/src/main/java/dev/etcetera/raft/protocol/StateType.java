package dev.etcetera.raft.protocol;

/** The four roles a node can be in, in etcd's order. */
public enum StateType {
    FOLLOWER("StateFollower"),
    CANDIDATE("StateCandidate"),
    LEADER("StateLeader"),
    PRE_CANDIDATE("StatePreCandidate");

    private final String etcdName;

    StateType(String etcdName) {
        this.etcdName = etcdName;
    }

    /** The name that etcd's status output shows. */
    public String etcdName() {
        return etcdName;
    }
}
