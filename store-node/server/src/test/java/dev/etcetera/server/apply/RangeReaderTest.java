package dev.etcetera.server.apply;

import static dev.etcetera.server.apply.ApplyFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.RangeRequest;
import dev.etcetera.api.etcdserverpb.RangeRequest.SortOrder;
import dev.etcetera.api.etcdserverpb.RangeRequest.SortTarget;
import dev.etcetera.api.etcdserverpb.RangeResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store holds a=3 (revisions 2 and 5), b=2 (3), c=1 (4). */
final class RangeReaderTest {
    private final ApplyFixture fixture;

    RangeReaderTest(@TempDir Path dir) throws IOException {
        fixture = new ApplyFixture(dir, 0);
    }

    @BeforeEach
    void fill() {
        fixture.put("a", "0");
        fixture.put("b", "2");
        fixture.put("c", "1");
        fixture.put("a", "3");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLimitCutsAndTheCountDoesNot() {
        RangeResponse response = read(all().setLimit(2));
        assertThat(keys(response)).containsExactly("a", "b");
        assertThat(response.getMore()).isTrue();
        assertThat(response.getCount()).isEqualTo(3);
    }

    @Test
    void anExplicitOrderSortsBeforeItCuts() {
        assertThat(keys(read(all().setSortTarget(SortTarget.VALUE)
                        .setSortOrder(SortOrder.DESCEND)
                        .setLimit(1))))
                .containsExactly("a");
    }

    @Test
    void aTargetWithoutAnOrderCutsBeforeItSorts() {
        assertThat(keys(read(all().setSortTarget(SortTarget.VALUE)
                        .setSortOrder(SortOrder.ASCEND)
                        .setLimit(1))))
                .containsExactly("c");
        // Two keys are read, one more than asked for, to see whether there are more.
        assertThat(keys(read(all().setSortTarget(SortTarget.VALUE).setLimit(1))))
                .containsExactly("b");
    }

    @Test
    void revisionFiltersComeBeforeTheLimit() {
        RangeResponse response = read(all().setMinModRevision(4).setLimit(1));
        assertThat(keys(response)).containsExactly("a");
        assertThat(response.getMore()).isTrue();
        assertThat(keys(read(all().setMaxCreateRevision(3)))).containsExactly("a", "b");
    }

    @Test
    void oldRevisionsAreReadAndOthersRefused() {
        assertThat(read(all().setRevision(3)).getKvs(0).getValue()).isEqualTo(bytes("0"));
        assertThat(answer(all().setRevision(6))).isEqualTo(ApplyResult.rejected(EtcdError.FUTURE_REVISION));
        fixture.store.compact(4);
        assertThat(answer(all().setRevision(3))).isEqualTo(ApplyResult.rejected(EtcdError.COMPACTED));
        assertThat(read(all()).getHeader().getRevision()).isEqualTo(5);
    }

    @Test
    void keysOnlyLeavesOutValues() {
        assertThat(read(all().setKeysOnly(true)).getKvsList())
                .allMatch(kv -> kv.getValue().isEmpty());
        assertThat(keys(read(all().setKeysOnly(true).setSortTarget(SortTarget.VALUE))))
                .containsExactly("c", "b", "a");
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(bytes("a")).setRangeEnd(bytes("z"));
    }

    private ApplyResult answer(RangeRequest.Builder request) {
        return RangeAnswer.read(fixture.store, request.build(), fixture.headers);
    }

    private RangeResponse read(RangeRequest.Builder request) {
        if (answer(request) instanceof ApplyResult.Answered(RangeResponse response)) {
            return response;
        }
        throw new AssertionError("refused");
    }

    private static List<String> keys(RangeResponse response) {
        return response.getKvsList().stream()
                .map(kv -> kv.getKey().toStringUtf8())
                .toList();
    }
}
