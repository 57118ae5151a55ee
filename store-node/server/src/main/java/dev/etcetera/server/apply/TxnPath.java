package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/** Which branch a transaction takes, and each transaction inside that branch: all decided before anything is written. */
record TxnPath(boolean succeeded, List<RequestOp> operations, List<TxnPath> nested) {

    static TxnPath decide(TxnRequest request, KvView view) {
        boolean succeeded = Compares.hold(request.getCompareList(), view);
        List<RequestOp> operations = succeeded ? request.getSuccessList() : request.getFailureList();
        List<TxnPath> nested = List.of();
        for (RequestOp operation : operations) {
            if (operation.hasRequestTxn()) {
                nested = nested.isEmpty() ? new ArrayList<>() : nested;
                nested.add(decide(operation.getRequestTxn(), view));
            }
        }
        return new TxnPath(succeeded, operations, nested);
    }
}
