package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.Compare;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest.SortOrder;
import dev.etcetera.api.etcdserverpb.RangeRequest.SortTarget;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.Optional;

/** What is wrong with a request, seen from the request alone. */
final class RequestValidator {
    private RequestValidator() {}

    static Optional<EtcdError> check(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.KEY_NOT_PROVIDED);
        }
        return request.getSortOrder() == SortOrder.UNRECOGNIZED || request.getSortTarget() == SortTarget.UNRECOGNIZED
                ? Optional.of(EtcdError.INVALID_SORT_OPTION)
                : Optional.empty();
    }

    static Optional<EtcdError> check(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.KEY_NOT_PROVIDED);
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return Optional.of(EtcdError.VALUE_PROVIDED);
        }
        return request.getIgnoreLease() && request.getLease() != 0
                ? Optional.of(EtcdError.LEASE_PROVIDED)
                : Optional.empty();
    }

    static Optional<EtcdError> check(DeleteRangeRequest request) {
        return request.getKey().isEmpty() ? Optional.of(EtcdError.KEY_NOT_PROVIDED) : Optional.empty();
    }

    /** Sizes and keys first, then overlaps, so that an overlong transaction costs nothing. */
    static Optional<EtcdError> check(TxnRequest request, int maxOperations) {
        return checkOperations(request, maxOperations)
                .or(() -> TxnOverlaps.check(request.getSuccessList()))
                .or(() -> TxnOverlaps.check(request.getFailureList()));
    }

    /** A transaction inside a transaction has what the outer one leaves of the allowance. */
    private static Optional<EtcdError> checkOperations(TxnRequest request, int maxOperations) {
        int operations =
                Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (operations > maxOperations) {
            return Optional.of(EtcdError.TOO_MANY_OPERATIONS);
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                return Optional.of(EtcdError.KEY_NOT_PROVIDED);
            }
        }
        int left = maxOperations - operations;
        return checkOperations(request.getSuccessList(), left)
                .or(() -> checkOperations(request.getFailureList(), left));
    }

    private static Optional<EtcdError> checkOperations(List<RequestOp> operations, int maxOperations) {
        for (RequestOp operation : operations) {
            Optional<EtcdError> problem = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> check(operation.getRequestRange());
                case REQUEST_PUT -> check(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> check(operation.getRequestDeleteRange());
                case REQUEST_TXN -> checkOperations(operation.getRequestTxn(), maxOperations);
                case REQUEST_NOT_SET -> Optional.of(EtcdError.KEY_NOT_FOUND);
            };
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }
}
