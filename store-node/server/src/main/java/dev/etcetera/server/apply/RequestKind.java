package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import java.util.List;
import java.util.function.Predicate;

/** What an {@link InternalRaftRequest} asks for: the one of its fields that is set. */
public enum RequestKind {
    PUT("Put"),
    TXN("Txn"),
    DELETE_RANGE("DeleteRange"),
    RANGE("Range"),
    COMPACTION("Compaction"),
    LEASE_GRANT("LeaseGrant"),
    LEASE_REVOKE("LeaseRevoke"),
    LEASE_CHECKPOINT("LeaseCheckpoint"),
    ALARM("Alarm"),
    CLUSTER_VERSION_SET("ClusterVersionSet"),
    MEMBER_ATTRIBUTES_SET("ClusterMemberAttrSet"),
    DOWNGRADE_INFO_SET("DowngradeInfoSet"),
    DOWNGRADE_VERSION_TEST("DowngradeVersionTest"),
    /** Questions about users and roles, which members of Go put into the log as they do changes. */
    AUTH_READ("AuthRead"),
    /** Changes of users and roles, which a member of this release cannot apply. */
    AUTH("Auth"),
    UNKNOWN("Unknown");

    private final String label;

    RequestKind(String label) {
        this.label = label;
    }

    public static RequestKind of(InternalRaftRequest request) {
        for (Field field : Field.ALL) {
            if (field.isSet().test(request)) {
                return field.kind();
            }
        }
        if (isAuthRead(request)) {
            return AUTH_READ;
        }
        return isAuth(request) ? AUTH : UNKNOWN;
    }

    /** etcd's name of the operation, as metrics label it. */
    public String label() {
        return label;
    }

    private static boolean isAuthRead(InternalRaftRequest request) {
        return request.hasAuthStatus()
                || request.hasAuthUserGet()
                || request.hasAuthUserList()
                || request.hasAuthRoleGet()
                || request.hasAuthRoleList();
    }

    private static boolean isAuth(InternalRaftRequest request) {
        return request.hasAuthEnable()
                || request.hasAuthDisable()
                || request.hasAuthenticate()
                || isUserChange(request)
                || isRoleChange(request);
    }

    private static boolean isUserChange(InternalRaftRequest request) {
        return request.hasAuthUserAdd()
                || request.hasAuthUserDelete()
                || request.hasAuthUserChangePassword()
                || request.hasAuthUserGrantRole()
                || request.hasAuthUserRevokeRole();
    }

    private static boolean isRoleChange(InternalRaftRequest request) {
        return request.hasAuthRoleAdd()
                || request.hasAuthRoleDelete()
                || request.hasAuthRoleGrantPermission()
                || request.hasAuthRoleRevokePermission();
    }

    /** A kind and the field that says so, the frequent ones first. */
    private record Field(RequestKind kind, Predicate<InternalRaftRequest> isSet) {
        static final List<Field> ALL = List.of(
                new Field(PUT, InternalRaftRequest::hasPut),
                new Field(TXN, InternalRaftRequest::hasTxn),
                new Field(DELETE_RANGE, InternalRaftRequest::hasDeleteRange),
                new Field(RANGE, InternalRaftRequest::hasRange),
                new Field(COMPACTION, InternalRaftRequest::hasCompaction),
                new Field(LEASE_GRANT, InternalRaftRequest::hasLeaseGrant),
                new Field(LEASE_REVOKE, InternalRaftRequest::hasLeaseRevoke),
                new Field(LEASE_CHECKPOINT, InternalRaftRequest::hasLeaseCheckpoint),
                new Field(ALARM, InternalRaftRequest::hasAlarm),
                new Field(CLUSTER_VERSION_SET, InternalRaftRequest::hasClusterVersionSet),
                new Field(MEMBER_ATTRIBUTES_SET, InternalRaftRequest::hasClusterMemberAttrSet),
                new Field(DOWNGRADE_INFO_SET, InternalRaftRequest::hasDowngradeInfoSet),
                new Field(DOWNGRADE_VERSION_TEST, InternalRaftRequest::hasDowngradeVersionTest));
    }
}
