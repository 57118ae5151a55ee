package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;

/**
 * Which keys: {@code end} empty = the single key, {@code end} = one zero byte = every key from {@code key}, otherwise from
 * {@code key} to before {@code end}.
 */
public record KeyRange(ByteString key, ByteString end) {

    public static KeyRange single(ByteString key) {
        return new KeyRange(key, ByteString.EMPTY);
    }

    public boolean isSingle() {
        return end.isEmpty();
    }

    public boolean isFromKey() {
        return end.size() == 1 && end.byteAt(0) == 0;
    }
}
