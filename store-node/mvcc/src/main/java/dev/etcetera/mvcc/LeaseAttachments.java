package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;

/** The port to the leases of keys; called on the thread that writes, and at open. Lease 0 is no lease. */
public interface LeaseAttachments {
    LeaseAttachments NONE = new LeaseAttachments() {};

    default void attach(long leaseId, ByteString key) {}

    default void detach(long leaseId, ByteString key) {}

    default long leaseOf(ByteString key) {
        return 0;
    }
}
