package dev.etcetera.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.Compare;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RequestValidatorTest {
    private static final int MAX_OPERATIONS = 3;
    private static final int SORT_ORDER = 5;
    private static final int SORT_TARGET = 6;

    @Test
    void rangesNeedAKeyAndAKnownOrder() throws InvalidProtocolBufferException {
        assertThat(RequestValidator.check(RangeRequest.getDefaultInstance())).contains(EtcdError.KEY_NOT_PROVIDED);
        assertThat(RequestValidator.check(
                        RangeRequest.newBuilder().setKey(bytes("a")).build()))
                .isEmpty();
        assertThat(RequestValidator.check(rangeWithUnknown(SORT_ORDER))).contains(EtcdError.INVALID_SORT_OPTION);
        assertThat(RequestValidator.check(rangeWithUnknown(SORT_TARGET))).contains(EtcdError.INVALID_SORT_OPTION);
    }

    @Test
    void putsMayNotSayWhatTheyIgnore() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(bytes("a"));
        assertThat(RequestValidator.check(
                        put.clone().setIgnoreValue(true).setValue(bytes("v")).build()))
                .contains(EtcdError.VALUE_PROVIDED);
        assertThat(RequestValidator.check(
                        put.clone().setIgnoreLease(true).setLease(1).build()))
                .contains(EtcdError.LEASE_PROVIDED);
        assertThat(RequestValidator.check(put.build())).isEmpty();
    }

    static List<Arguments> transactions() {
        TxnRequest putA = txn(put("a"));
        return List.of(
                Arguments.of("puts of two keys", txn(put("a"), put("b")), Optional.empty()),
                Arguments.of("one key put twice", txn(put("a"), put("a")), Optional.of(EtcdError.DUPLICATE_KEY)),
                Arguments.of("put and deleted", txn(put("a"), delete("a", "")), Optional.of(EtcdError.DUPLICATE_KEY)),
                Arguments.of(
                        "put inside a deleted range",
                        txn(delete("a", "c"), put("b")),
                        Optional.of(EtcdError.DUPLICATE_KEY)),
                Arguments.of("put at the end of a deleted range", txn(delete("a", "c"), put("c")), Optional.empty()),
                Arguments.of(
                        "from-key deletes cover nothing, as in etcd",
                        txn(delete("a", "\0"), put("b")),
                        Optional.empty()),
                Arguments.of("deleted twice", txn(delete("a", "c"), delete("b", "")), Optional.empty()),
                Arguments.of("put here and inside", txn(put("a"), inner(putA)), Optional.of(EtcdError.DUPLICATE_KEY)),
                Arguments.of(
                        "put in two inner transactions",
                        txn(inner(putA), inner(putA)),
                        Optional.of(EtcdError.DUPLICATE_KEY)),
                Arguments.of(
                        "put in both branches of an inner one",
                        txn(inner(putA.toBuilder().addFailure(put("a")).build())),
                        Optional.empty()),
                Arguments.of(
                        "too many",
                        txn(put("a"), put("b"), put("c"), put("d")),
                        Optional.of(EtcdError.TOO_MANY_OPERATIONS)),
                Arguments.of(
                        "too many inside",
                        txn(put("a"), inner(txn(put("b"), put("c")))),
                        Optional.of(EtcdError.TOO_MANY_OPERATIONS)),
                Arguments.of(
                        "nothing in it", txn(RequestOp.getDefaultInstance()), Optional.of(EtcdError.KEY_NOT_FOUND)),
                Arguments.of(
                        "a guard without a key",
                        TxnRequest.newBuilder()
                                .addCompare(Compare.getDefaultInstance())
                                .build(),
                        Optional.of(EtcdError.KEY_NOT_PROVIDED)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void transactions(String name, TxnRequest request, Optional<EtcdError> expected) {
        assertThat(RequestValidator.check(request, MAX_OPERATIONS)).as(name).isEqualTo(expected);
    }

    /** A range of key {@code a} with the value 9, which no release knows, in an enum field. */
    private static RangeRequest rangeWithUnknown(int field) throws InvalidProtocolBufferException {
        return RangeRequest.parseFrom(new byte[] {0x0a, 1, 'a', (byte) (field << 3), 9});
    }

    private static TxnRequest txn(RequestOp... operations) {
        return TxnRequest.newBuilder().addAllSuccess(List.of(operations)).build();
    }

    private static RequestOp put(String key) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)))
                .build();
    }

    private static RequestOp delete(String key, String end) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)))
                .build();
    }

    private static RequestOp inner(TxnRequest request) {
        return RequestOp.newBuilder().setRequestTxn(request).build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
