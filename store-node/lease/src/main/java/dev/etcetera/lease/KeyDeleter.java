package dev.etcetera.lease;

import com.google.protobuf.ByteString;
import java.util.List;

/** Deletes the keys of a revoked lease in one transaction. Called on the apply thread. */
@FunctionalInterface
public interface KeyDeleter {
    void deleteAll(List<ByteString> keys);
}
