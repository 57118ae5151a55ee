package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Payload;
import io.netty.buffer.ByteBuf;

/** Reads protobuf fields from a part of a buffer. Owned by its caller; every malformed input ends in {@link MalformedMessageException}. */
final class ProtoIn {
    private final ByteBuf in;
    private final int end;
    private int wireType;

    ProtoIn(ByteBuf in, int length) {
        if (length < 0 || length > in.readableBytes()) {
            throw new MalformedMessageException(
                    "length " + length + " exceeds the " + in.readableBytes() + " bytes there");
        }
        this.in = in;
        this.end = in.readerIndex() + length;
    }

    /** The next field's number, or 0 at the end. */
    int nextField() {
        if (in.readerIndex() == end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) tag & 7;
        int field = (int) (tag >>> 3);
        if (field <= 0 || tag >>> 3 > 0x1FFFFFFF) {
            throw new MalformedMessageException("field number " + (tag >>> 3));
        }
        return field;
    }

    long uint64() {
        expect(ProtoOut.VARINT);
        return varint();
    }

    boolean bool() {
        return uint64() != 0;
    }

    int int32() {
        return (int) uint64();
    }

    Payload payload() {
        int length = openLength();
        if (length == 0) {
            return Payload.EMPTY;
        }
        byte[] value = new byte[length];
        in.readBytes(value);
        return Payload.wrap(value);
    }

    /** The embedded message that this field holds; read it to its end before going on. */
    ProtoIn message() {
        return new ProtoIn(in, openLength());
    }

    void skip() {
        switch (wireType) {
            case 0 -> varint();
            case 1 -> advance(8);
            case 2 -> advance(openLength());
            case 5 -> advance(4);
            default -> throw new MalformedMessageException("wire type " + wireType);
        }
    }

    boolean isLengthDelimited() {
        return wireType == ProtoOut.BYTES;
    }

    boolean atEnd() {
        return in.readerIndex() == end;
    }

    /** One element of a repeated number written packed. */
    long packedVarint() {
        return varint();
    }

    private int openLength() {
        expect(ProtoOut.BYTES);
        long length = varint();
        if (length < 0 || length > end - in.readerIndex()) {
            throw new MalformedMessageException("field of " + length + " bytes exceeds its message");
        }
        return (int) length;
    }

    private void expect(int type) {
        if (wireType != type) {
            throw new MalformedMessageException("wire type " + wireType + " where " + type + " was expected");
        }
    }

    private void advance(int bytes) {
        if (bytes > end - in.readerIndex()) {
            throw new MalformedMessageException("truncated field");
        }
        in.skipBytes(bytes);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (in.readerIndex() >= end) {
                throw new MalformedMessageException("truncated number");
            }
            byte b = in.readByte();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedMessageException("number longer than ten bytes");
    }
}
