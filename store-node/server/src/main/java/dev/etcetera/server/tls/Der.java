package dev.etcetera.server.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The little of ASN.1 that keys in older forms and a certificate of one's own need. Pure. */
final class Der {
    static final int OCTETS = 0x04;
    static final int CONTEXT_0 = 0xA0;

    private static final byte[] TRUE = tagged(0x01, new byte[] {(byte) 0xFF});
    private static final int FIRST_GENERALIZED_YEAR = 2050;

    private Der() {}

    /** A value of the given tag around these encoded ones, or around raw content. */
    static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        byte[] length = length(content.size());
        return ByteBuffer.allocate(1 + length.length + content.size())
                .put((byte) tag)
                .put(length)
                .put(content.toByteArray())
                .array();
    }

    private static byte[] length(int bytes) {
        if (bytes < 0x80) {
            return new byte[] {(byte) bytes};
        }
        byte[] digits = BigInteger.valueOf(bytes).toByteArray();
        byte[] unsigned = digits[0] == 0 ? Arrays.copyOfRange(digits, 1, digits.length) : digits;
        return ByteBuffer.allocate(1 + unsigned.length)
                .put((byte) (0x80 | unsigned.length))
                .put(unsigned)
                .array();
    }

    static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return tagged(0x31, parts);
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] octets(byte[] content) {
        return tagged(OCTETS, content);
    }

    static byte[] nothing() {
        return tagged(0x05);
    }

    static byte[] yes() {
        return TRUE.clone();
    }

    static byte[] utf8(String text) {
        return tagged(0x0C, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bits from the first byte's highest on; the last {@code unused} bits of the last byte do not count. */
    static byte[] bits(int unused, byte[] bits) {
        return tagged(0x03, new byte[] {(byte) unused}, bits);
    }

    static byte[] oid(int first, int second, int... rest) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(40 * first + second);
        for (int arc : rest) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    content.write(0x80 | ((arc >>> shift) & 0x7F));
                }
            }
            content.write(arc & 0x7F);
        }
        return tagged(0x06, content.toByteArray());
    }

    /** In whole seconds; as X.509 wants it, in one form until 2049 and in another from then on. */
    static byte[] time(Instant instant) {
        boolean late = instant.atOffset(ZoneOffset.UTC).getYear() >= FIRST_GENERALIZED_YEAR;
        String text = DateTimeFormatter.ofPattern(late ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return tagged(late ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** One value in its encoding. */
    record Value(int tag, ByteBuffer content) {}

    /** The values inside the one value that {@code encoded} is; empty when it is none. */
    static List<Value> inside(byte[] encoded) {
        List<Value> outer = values(ByteBuffer.wrap(encoded));
        return outer.size() == 1 ? values(outer.getFirst().content()) : List.of();
    }

    private static List<Value> values(ByteBuffer in) {
        List<Value> values = new ArrayList<>();
        while (in.remaining() >= 2) {
            int tag = in.get() & 0xFF;
            int length = in.get() & 0xFF;
            if (length >= 0x80) {
                int digits = length & 0x7F;
                length = 0;
                for (int i = 0; i < digits && in.hasRemaining(); i++) {
                    length = (length << 8) | (in.get() & 0xFF);
                }
            }
            if (length < 0 || length > in.remaining()) {
                return List.of();
            }
            values.add(new Value(tag, in.slice(in.position(), length)));
            in.position(in.position() + length);
        }
        return values;
    }
}
