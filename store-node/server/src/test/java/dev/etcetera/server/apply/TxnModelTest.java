package dev.etcetera.server.apply;

import static dev.etcetera.server.apply.ApplyFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.etcdserverpb.Compare;
import dev.etcetera.api.etcdserverpb.Compare.CompareResult;
import dev.etcetera.api.etcdserverpb.Compare.CompareTarget;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import dev.etcetera.api.etcdserverpb.RequestOp;
import dev.etcetera.api.etcdserverpb.TxnRequest;
import dev.etcetera.api.etcdserverpb.TxnResponse;
import dev.etcetera.api.mvccpb.KeyValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random transactions, some inside others, against a sorted map that does the same. */
final class TxnModelTest {
    private static final int TRANSACTIONS = 400;
    private static final int KEYS = 6;

    @TempDir
    private Path dir;

    private final TreeMap<String, String> model = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void haveTheirWholeEffectOrNone(long seed) throws IOException {
        Random random = new Random(seed);
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                TxnRequest request = randomTxn(random, 2);
                boolean expected = execute(request, new TreeMap<>(model));
                boolean wanted = random.nextBoolean();
                ApplyResult result =
                        fixture.apply(InternalRaftRequest.newBuilder().setTxn(request), wanted);
                if (wanted) {
                    assertThat(result)
                            .as("seed %d", seed)
                            .isInstanceOfSatisfying(
                                    ApplyResult.Answered.class,
                                    answered -> assertThat(((TxnResponse) answered.response()).getSucceeded())
                                            .isEqualTo(expected));
                }
                assertThat(contents(fixture)).as("seed %d, step %d", seed, i).isEqualTo(model);
            }
        }
    }

    private static TxnRequest randomTxn(Random random, int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        if (random.nextBoolean()) {
            txn.addCompare(Compare.newBuilder()
                    .setKey(bytes(key(random)))
                    .setTarget(CompareTarget.VALUE)
                    .setResult(random.nextBoolean() ? CompareResult.EQUAL : CompareResult.NOT_EQUAL)
                    .setValue(bytes(value(random))));
        }
        for (int i = 0; i < 3; i++) {
            txn.addSuccess(randomOperation(random, depth));
            txn.addFailure(randomOperation(random, depth));
        }
        return txn.build();
    }

    private static RequestOp randomOperation(Random random, int depth) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        return switch (random.nextInt(depth > 0 ? 4 : 3)) {
            case 0 ->
                operation
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(bytes(key(random)))
                                .setValue(bytes(value(random)))
                                .setPrevKv(random.nextBoolean()))
                        .build();
            case 1 ->
                operation
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(bytes(key(random)))
                                .setPrevKv(random.nextBoolean()))
                        .build();
            case 2 ->
                operation
                        .setRequestRange(RangeRequest.newBuilder().setKey(bytes(key(random))))
                        .build();
            default -> operation.setRequestTxn(randomTxn(random, depth - 1)).build();
        };
    }

    /** Guards look at {@code before}, the state before the outermost transaction; effects go to the model. */
    private boolean execute(TxnRequest request, Map<String, String> before) {
        boolean succeeded = request.getCompareList().stream().allMatch(compare -> {
            String value = before.get(compare.getKey().toStringUtf8());
            boolean equal = compare.getValue().toStringUtf8().equals(value);
            return value != null && (compare.getResult() == CompareResult.EQUAL) == equal;
        });
        for (RequestOp operation : succeeded ? request.getSuccessList() : request.getFailureList()) {
            if (operation.hasRequestPut()) {
                PutRequest put = operation.getRequestPut();
                model.put(put.getKey().toStringUtf8(), put.getValue().toStringUtf8());
            } else if (operation.hasRequestDeleteRange()) {
                model.remove(operation.getRequestDeleteRange().getKey().toStringUtf8());
            } else if (operation.hasRequestTxn()) {
                execute(operation.getRequestTxn(), before);
            }
        }
        return succeeded;
    }

    private static Map<String, String> contents(ApplyFixture fixture) {
        RangeRequest all = RangeRequest.newBuilder()
                .setKey(bytes("\0"))
                .setRangeEnd(bytes("\0"))
                .build();
        TreeMap<String, String> contents = new TreeMap<>();
        if (RangeAnswer.read(fixture.store, all, fixture.headers)
                instanceof ApplyResult.Answered(RangeResponse found)) {
            for (KeyValue kv : found.getKvsList()) {
                contents.put(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8());
            }
        }
        return contents;
    }

    private static String key(Random random) {
        return "k" + random.nextInt(KEYS);
    }

    private static String value(Random random) {
        return "v" + random.nextInt(3);
    }
}
