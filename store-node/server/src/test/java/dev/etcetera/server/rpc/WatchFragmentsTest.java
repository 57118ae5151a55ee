package dev.etcetera.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.WatchResponse;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.api.mvccpb.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchFragmentsTest {
    private static final int EVENT_BYTES = 100;

    @Test
    void aSmallResponseStaysWhole() {
        WatchResponse whole = response(3);
        assertThat(WatchFragments.split(whole, 1000)).containsExactly(whole);
    }

    @Test
    void allButTheLastAreMarkedAndNothingIsLost() {
        WatchResponse whole = response(10);
        List<WatchResponse> fragments = WatchFragments.split(whole, 350);
        assertThat(fragments).hasSizeGreaterThan(1).allMatch(f -> f.getSerializedSize() < 350);
        assertThat(fragments.subList(0, fragments.size() - 1)).allMatch(WatchResponse::getFragment);
        assertThat(fragments.getLast().getFragment()).isFalse();
        assertThat(fragments.stream().flatMap(f -> f.getEventsList().stream()))
                .containsExactlyElementsOf(whole.getEventsList());
    }

    @Test
    void oneLargeEventIsNeverCut() {
        assertThat(WatchFragments.split(response(2), 10)).hasSize(2).allMatch(f -> f.getEventsCount() == 1);
    }

    private static WatchResponse response(int events) {
        WatchResponse.Builder response = WatchResponse.newBuilder().setWatchId(4);
        for (int i = 0; i < events; i++) {
            response.addEvents(Event.newBuilder()
                    .setKv(KeyValue.newBuilder()
                            .setModRevision(i + 1)
                            .setValue(ByteString.copyFrom(new byte[EVENT_BYTES]))));
        }
        return response.build();
    }
}
