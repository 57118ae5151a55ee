package dev.etcetera.backend;

/** The named key spaces of a member, with etcd's names. */
public enum Bucket {
    /** Revision (17 or 18 bytes) to protobuf KeyValue. */
    KEY("key"),
    META("meta"),
    LEASE("lease"),
    ALARM("alarm"),
    CLUSTER("cluster"),
    MEMBERS("members"),
    MEMBERS_REMOVED("members_removed"),
    AUTH("auth"),
    AUTH_USERS("authUsers"),
    AUTH_ROLES("authRoles");

    private final String bucketName;

    Bucket(String bucketName) {
        this.bucketName = bucketName;
    }

    public String bucketName() {
        return bucketName;
    }
}
