package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import java.util.function.Predicate;

/** What an {@link InternalRaftRequest} asks for: the one of its fields that is set. */
public enum RequestKind {
    PUT("Put", InternalRaftRequest::hasPut),
    TXN("Txn", InternalRaftRequest::hasTxn),
    DELETE_RANGE("DeleteRange", InternalRaftRequest::hasDeleteRange),
    RANGE("Range", InternalRaftRequest::hasRange),
    COMPACTION("Compaction", InternalRaftRequest::hasCompaction),
    LEASE_GRANT("LeaseGrant", InternalRaftRequest::hasLeaseGrant),
    LEASE_REVOKE("LeaseRevoke", InternalRaftRequest::hasLeaseRevoke),
    LEASE_CHECKPOINT("LeaseCheckpoint", InternalRaftRequest::hasLeaseCheckpoint),
    ALARM("Alarm", InternalRaftRequest::hasAlarm),
    CLUSTER_VERSION_SET("ClusterVersionSet", InternalRaftRequest::hasClusterVersionSet),
    MEMBER_ATTRIBUTES_SET("ClusterMemberAttrSet", InternalRaftRequest::hasClusterMemberAttrSet),
    DOWNGRADE_INFO_SET("DowngradeInfoSet", InternalRaftRequest::hasDowngradeInfoSet),
    DOWNGRADE_VERSION_TEST("DowngradeVersionTest", InternalRaftRequest::hasDowngradeVersionTest),
    /** Changes of users and roles, which a member of this release cannot apply. */
    AUTH("Auth", RequestKind::isAuth),
    UNKNOWN("Unknown", request -> true);

    private static final RequestKind[] KINDS = values();

    private final String label;
    private final Predicate<InternalRaftRequest> test;

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    RequestKind(String label, Predicate<InternalRaftRequest> test) {
        this.label = label;
        this.test = test;
    }

    public static RequestKind of(InternalRaftRequest request) {
        for (RequestKind kind : KINDS) {
            if (kind.test.test(request)) {
                return kind;
            }
        }
        return UNKNOWN;
    }

    /** etcd's name of the operation, as metrics label it. */
    public String label() {
        return label;
    }

    private static boolean isAuth(InternalRaftRequest request) {
        return request.hasAuthEnable()
                || request.hasAuthDisable()
                || request.hasAuthStatus()
                || request.hasAuthenticate()
                || isUserChange(request)
                || isRoleChange(request);
    }

    private static boolean isUserChange(InternalRaftRequest request) {
        return request.hasAuthUserAdd()
                || request.hasAuthUserDelete()
                || request.hasAuthUserGet()
                || request.hasAuthUserChangePassword()
                || request.hasAuthUserGrantRole()
                || request.hasAuthUserRevokeRole()
                || request.hasAuthUserList();
    }

    private static boolean isRoleChange(InternalRaftRequest request) {
        return request.hasAuthRoleList()
                || request.hasAuthRoleAdd()
                || request.hasAuthRoleDelete()
                || request.hasAuthRoleGet()
                || request.hasAuthRoleGrantPermission()
                || request.hasAuthRoleRevokePermission();
    }
}
