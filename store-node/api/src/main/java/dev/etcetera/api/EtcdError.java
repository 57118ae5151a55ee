package dev.etcetera.api;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Every error etcd 3.7 answers with: the gRPC code and the exact text. Clients map errors back by their text, so a text never changes.
 *
 * <p>{@link #TOO_MANY_REQUESTS} and {@link #MEMBER_NOT_ENOUGH_STARTED} are declared by etcd's client library with other codes, but its server sends both as
 * {@link Code#UNKNOWN}; what is on the wire counts here.
 */
public enum EtcdError {
    KEY_NOT_PROVIDED(Code.INVALID_ARGUMENT, "key is not provided"),
    KEY_NOT_FOUND(Code.INVALID_ARGUMENT, "key not found"),
    VALUE_PROVIDED(Code.INVALID_ARGUMENT, "value is provided"),
    LEASE_PROVIDED(Code.INVALID_ARGUMENT, "lease is provided"),
    TOO_MANY_OPERATIONS(Code.INVALID_ARGUMENT, "too many operations in txn request"),
    DUPLICATE_KEY(Code.INVALID_ARGUMENT, "duplicate key given in txn request"),
    INVALID_CLIENT_API_VERSION(Code.INVALID_ARGUMENT, "invalid client api version"),
    INVALID_SORT_OPTION(Code.INVALID_ARGUMENT, "invalid sort option"),
    COMPACTED(Code.OUT_OF_RANGE, "mvcc: required revision has been compacted"),
    FUTURE_REVISION(Code.OUT_OF_RANGE, "mvcc: required revision is a future revision"),
    NO_SPACE(Code.RESOURCE_EXHAUSTED, "mvcc: database space exceeded"),
    LEASE_NOT_FOUND(Code.NOT_FOUND, "requested lease not found"),
    LEASE_EXISTS(Code.FAILED_PRECONDITION, "lease already exists"),
    LEASE_TTL_TOO_LARGE(Code.OUT_OF_RANGE, "too large lease TTL"),
    WATCH_CANCELED(Code.CANCELLED, "watch canceled"),
    MEMBER_EXIST(Code.FAILED_PRECONDITION, "member ID already exist"),
    PEER_URL_EXIST(Code.FAILED_PRECONDITION, "Peer URLs already exists"),
    MEMBER_NOT_ENOUGH_STARTED(Code.UNKNOWN, "re-configuration failed due to not enough started members"),
    MEMBER_BAD_URLS(Code.INVALID_ARGUMENT, "given member URLs are invalid"),
    MEMBER_NOT_FOUND(Code.NOT_FOUND, "member not found"),
    MEMBER_NOT_LEARNER(Code.FAILED_PRECONDITION, "can only promote a learner member"),
    LEARNER_NOT_READY(Code.FAILED_PRECONDITION, "can only promote a learner member which is in sync with leader"),
    TOO_MANY_LEARNERS(Code.FAILED_PRECONDITION, "too many learner members in cluster"),
    CLUSTER_ID_MISMATCH(Code.FAILED_PRECONDITION, "cluster ID mismatch"),
    REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, "request is too large"),
    TOO_MANY_REQUESTS(Code.UNKNOWN, "too many requests"),
    ROOT_USER_NOT_EXIST(Code.FAILED_PRECONDITION, "root user does not exist"),
    ROOT_ROLE_NOT_EXIST(Code.FAILED_PRECONDITION, "root user does not have root role"),
    USER_ALREADY_EXIST(Code.FAILED_PRECONDITION, "user name already exists"),
    USER_NAME_EMPTY(Code.INVALID_ARGUMENT, "user name is empty"),
    USER_NOT_FOUND(Code.FAILED_PRECONDITION, "user name not found"),
    ROLE_ALREADY_EXIST(Code.FAILED_PRECONDITION, "role name already exists"),
    ROLE_NOT_FOUND(Code.FAILED_PRECONDITION, "role name not found"),
    ROLE_NAME_EMPTY(Code.INVALID_ARGUMENT, "role name is empty"),
    AUTH_FAILED(Code.INVALID_ARGUMENT, "authentication failed, invalid user ID or password"),
    PERMISSION_NOT_GIVEN(Code.INVALID_ARGUMENT, "permission not given"),
    PERMISSION_DENIED(Code.PERMISSION_DENIED, "permission denied"),
    ROLE_NOT_GRANTED(Code.FAILED_PRECONDITION, "role is not granted to the user"),
    PERMISSION_NOT_GRANTED(Code.FAILED_PRECONDITION, "permission is not granted to the role"),
    AUTH_NOT_ENABLED(Code.FAILED_PRECONDITION, "authentication is not enabled"),
    INVALID_AUTH_TOKEN(Code.UNAUTHENTICATED, "invalid auth token"),
    INVALID_AUTH_MGMT(Code.INVALID_ARGUMENT, "invalid auth management"),
    AUTH_OLD_REVISION(Code.INVALID_ARGUMENT, "revision of auth store is old"),
    NO_LEADER(Code.UNAVAILABLE, "no leader"),
    NOT_LEADER(Code.FAILED_PRECONDITION, "not leader"),
    LEADER_CHANGED(Code.UNAVAILABLE, "leader changed"),
    NOT_CAPABLE(Code.FAILED_PRECONDITION, "not capable"),
    STOPPED(Code.UNAVAILABLE, "server stopped"),
    TIMEOUT(Code.UNAVAILABLE, "request timed out"),
    TIMEOUT_DUE_TO_LEADER_FAIL(Code.UNAVAILABLE, "request timed out, possibly due to previous leader failure"),
    TIMEOUT_DUE_TO_CONNECTION_LOST(Code.UNAVAILABLE, "request timed out, possibly due to connection lost"),
    TIMEOUT_WAIT_APPLIED_INDEX(Code.UNAVAILABLE, "request timed out, waiting for the applied index took too long"),
    UNHEALTHY(Code.UNAVAILABLE, "unhealthy cluster"),
    CORRUPT(Code.DATA_LOSS, "corrupt cluster"),
    NOT_SUPPORTED_FOR_LEARNER(Code.FAILED_PRECONDITION, "rpc not supported for learner"),
    BAD_LEADER_TRANSFEREE(Code.FAILED_PRECONDITION, "bad leader transferee"),
    WRONG_DOWNGRADE_VERSION_FORMAT(Code.INVALID_ARGUMENT, "wrong downgrade target version format"),
    INVALID_DOWNGRADE_TARGET_VERSION(Code.INVALID_ARGUMENT, "invalid downgrade target version"),
    CLUSTER_VERSION_UNAVAILABLE(Code.FAILED_PRECONDITION, "cluster version not found during downgrade"),
    DOWNGRADE_IN_PROCESS(Code.FAILED_PRECONDITION, "cluster has a downgrade job in progress"),
    NO_INFLIGHT_DOWNGRADE(Code.FAILED_PRECONDITION, "no inflight downgrade job"),
    CANCELED(Code.CANCELLED, "request canceled"),
    DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "context deadline exceeded"),
    UNKNOWN_METHOD(Code.UNKNOWN, "unknown method"),
    LEADER_TRANSFER_TIMEOUT(Code.UNKNOWN, "request timed out, leader transfer took too long");

    private final Code code;
    private final String message;

    EtcdError(Code code, String text) {
        this.code = code;
        this.message = "etcdserver: " + text;
    }

    public Code code() {
        return code;
    }

    /** The text on the wire, with its prefix {@code etcdserver: }. */
    public String message() {
        return message;
    }

    public Status status() {
        return exception().getStatus();
    }

    /** The same instance every time and without a stack trace: an expected answer costs nothing. */
    public StatusRuntimeException exception() {
        return Answer.of(this);
    }

    /** Carries a status to the client; nobody reads where it was made. */
    private static final class Answer extends StatusRuntimeException {
        private static final long serialVersionUID = 1L;
        private static final Map<EtcdError, Answer> ALL = new EnumMap<>(EtcdError.class);

        static {
            for (EtcdError error : values()) {
                ALL.put(error, new Answer(error.code.toStatus().withDescription(error.message)));
            }
        }

        Answer(Status status) {
            super(status);
        }

        static Answer of(EtcdError error) {
            return Objects.requireNonNull(ALL.get(error));
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
