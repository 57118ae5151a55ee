package dev.etcetera.mvcc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.etcetera.api.mvccpb.KeyValue;
import java.io.IOException;

/** What a scan needs of a serialized KeyValue, read without copying its value. Of a tombstone only the key is set. */
final class StoredKeyValue {
    final byte[] key;
    final long createRevision;
    final long version;
    final long lease;

    private StoredKeyValue(byte[] key, long createRevision, long version, long lease) {
        this.key = key;
        this.createRevision = createRevision;
        this.version = version;
        this.lease = lease;
    }

    static StoredKeyValue read(byte[] stored) {
        try {
            var in = CodedInputStream.newInstance(stored);
            var key = new byte[0];
            var createRevision = 0L;
            var version = 0L;
            var lease = 0L;
            for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case KeyValue.KEY_FIELD_NUMBER -> key = in.readByteArray();
                    case KeyValue.CREATE_REVISION_FIELD_NUMBER -> createRevision = in.readInt64();
                    case KeyValue.VERSION_FIELD_NUMBER -> version = in.readInt64();
                    case KeyValue.LEASE_FIELD_NUMBER -> lease = in.readInt64();
                    default -> in.skipField(tag);
                }
            }
            return new StoredKeyValue(key, createRevision, version, lease);
        } catch (IOException e) {
            throw new IllegalStateException("damaged KeyValue of " + stored.length + " bytes", e);
        }
    }

    /** The key alone: it is the first field. */
    static byte[] keyOf(byte[] stored) {
        try {
            var in = CodedInputStream.newInstance(stored);
            return WireFormat.getTagFieldNumber(in.readTag()) == KeyValue.KEY_FIELD_NUMBER
                    ? in.readByteArray()
                    : new byte[0];
        } catch (IOException e) {
            throw new IllegalStateException("damaged KeyValue of " + stored.length + " bytes", e);
        }
    }

    /** The whole message; key and value share the given array, which must not change. */
    static KeyValue parse(byte[] stored) {
        try {
            var in = UnsafeByteOperations.unsafeWrap(stored).newCodedInput();
            in.enableAliasing(true);
            return KeyValue.parseFrom(in);
        } catch (IOException e) {
            throw new IllegalStateException("damaged KeyValue of " + stored.length + " bytes", e);
        }
    }
}
